import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

/** npm is PID 1, and ends half a second after the signal; its shell may have become the program. */
function underNpm(shell: string | undefined) {
  const evidence = rehearsedRollout({ exitsMs: 550, exitCode: 1 });
  const scriptShell = shell === undefined ? {} : { scriptShell: { manager: 'npm', shell } };
  const npm = { name: 'npm run start:p', runBy: 'npm run start:prod', ...scriptShell };
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
    evidence.note(STOP + index * 2000, { type: 'main-process', pod, container: 'app', ...npm });
  return evidence;
}

test('what is broken off as npm ends was never told of the end, whose shell took the signal', () => {
  const evidence = underNpm('sh');
  for (let at = STOP + 100; at < STOP + 200; at += 50) evidence.request(at, 'old-a', { endedAt: at + 30 });
  evidence.request(STOP + 520, 'old-a', { fate: 'closed', fresh: false, endedAt: STOP + 551 });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures.map(({ expectation, fault }) => [expectation, fault])).toEqual([
    ['rollout/no-request-lost', 'shell-as-pid-1'],
    ['rollout/exits-within-grace', 'shell-as-pid-1'],
  ]);
  for (const { cause, fix } of failures) {
    expect(cause).toContain('npm passes SIGTERM to the sh');
    expect(fix).toContain('node, dist/main.js');
  }
});

test('the program is killed even where nothing was lost to that', () => {
  const failures = judge(underNpm('sh').build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([
    {
      expectation: 'rollout/exits-within-grace',
      fault: 'shell-as-pid-1',
      what: 'The program of old-a was killed by the end of PID 1, 0.6 s after SIGTERM.',
    },
  ]);
});

test('a program that the shell has become gets the signal', () => {
  expect(judge(underNpm(undefined).build()).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

test('what PM2 kills before its grace period is over is told of as such', () => {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 1700, routedMs: 0 });
  const pm2 = { name: 'MainThread', runBy: 'node', isPm2: true } as const;
  evidence.note(STOP, { type: 'main-process', pod: 'old-a', container: 'app', ...pm2 });
  evidence.request(STOP - 500, 'old-a', { fate: 'closed', endedAt: STOP + 1690, fresh: false });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'in-flight-cut', fix: expect.stringContaining('kill_timeout') }]);
});
