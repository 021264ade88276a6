import { expect, onTestFinished, test, vi } from 'vitest';
import type { Happening } from '../../../rehearse/index.ts';
import { showProgress } from './progress.ts';

const container = { pod: 'shop-1', container: 'app' };

/** What a plain log shows of one container's events. */
function plainProgress() {
  const written = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => written.mockRestore());
  const progress = showProgress({ plain: true }, 'shop', []);
  return {
    progress,
    happens: (happening: Happening) => progress.event({ ...happening, at: 0 }),
    says: (text: string) =>
      progress.line({ ...container, at: 0, restartCount: 0, stream: 'stderr', text, cut: false }),
    lines: () => written.mock.calls.map(([line]) => String(line)),
  };
}

test('of what a container wrote before it failed nothing reaches the terminal as a command', () => {
  const { happens, says, lines } = plainProgress();
  says('::error::\u001b[2Jgone');
  happens({ type: 'container-exited', ...container, exitCode: 1, reason: 'Error' });
  expect(lines()).toEqual([
    expect.stringContaining('app exited with 1'),
    `${' '.repeat(10)}| ::error::\\u001b[2Jgone`,
  ]);
});

test('colours of a container are left out, whatever stands around them', () => {
  const { happens, says, lines } = plainProgress();
  says('\u001b[1;38:5:9mError\u001b[0m: #\u001b[m#[error] \u001b\u001b[m[2J');
  happens({ type: 'container-exited', ...container, exitCode: 1, reason: 'Error' });
  expect(lines()[1]?.trim()).toBe('| Error: \\u0023#[error] \\u001b[2J');
});

test('of an uncaught error the message is shown, not the end of its stack alone', () => {
  const { happens, says, lines } = plainProgress();
  const frames = Array.from({ length: 10 }, () => '    at wrapModuleLoad (node:internal/modules)');
  for (const text of [
    '/app/main.js:3',
    '  throw error',
    '  ^',
    '',
    'Error: no licence',
    ...frames,
    '',
    'Node.js v24',
  ])
    says(text);
  happens({ type: 'container-exited', ...container, exitCode: 1, reason: 'Error' });
  expect(lines()).toContain(`${' '.repeat(10)}| Error: no licence`);
});

test('of an error with many fields the error is shown, and that there were more', () => {
  const { happens, says, lines } = plainProgress();
  const fields = Array.from({ length: 500 }, (_, n) => `    _errorField${n}: false,`);
  for (const text of ['listening', 'Error: Connection terminated {', ...fields, '}', '', 'Node.js v24'])
    says(text);
  happens({ type: 'container-exited', ...container, exitCode: 1, reason: 'Error' });
  const [, first, ...others] = lines().map((line) => line.trim());
  expect(first).toBe('| Error: Connection terminated {');
  expect(others).toHaveLength(20);
  expect(others[11]).toBe('| … 484 lines more');
  expect(others.at(-1)).toBe('| Node.js v24');
});

test('of many lines without an error the last ones are shown', () => {
  const { happens, says, lines } = plainProgress();
  for (let n = 0; n < 100; n++) says(`${n}`);
  happens({ type: 'container-exited', ...container, exitCode: 1, reason: 'Error' });
  const shown = lines().slice(1);
  expect([shown.length, shown[0]?.trim(), shown.at(-1)?.trim()]).toEqual([20, '| 80', '| 99']);
});

test('nothing is written once it is over', () => {
  const { progress, happens, lines } = plainProgress();
  progress[Symbol.dispose]();
  happens({ type: 'endpoint-seen', pod: 'shop-1', proxy: 'kube-proxy 2', state: 'gone' });
  expect(lines()).toEqual([]);
});
