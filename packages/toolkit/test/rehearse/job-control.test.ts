import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const command = `"${process.execPath}" --conditions=seaworthy-source "${join(import.meta.dirname, 'live-run.ts')}"`;
const withoutTerminal = spawnSync('script', ['--version']).status !== 0;

/** What is typed once the terminal shows the text before it. */
type Typed = readonly [shown: string, keys: string];

/** What a terminal with a shell showed, from each key to the next one. */
async function session(typed: readonly Typed[]): Promise<readonly string[]> {
  const shell = spawn(
    'script',
    ['--quiet', '--command', 'bash --norc --noprofile --noediting -i', '/dev/null'],
    {
      // Its prompt and what it says of jobs, whatever the user of this machine has.
      env: { ...process.env, HISTFILE: '', CI: '', TERM: 'xterm', PS1: 'bash-$ ', LC_ALL: 'C' },
    },
  );
  const parts = [''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    parts.push((parts.pop() ?? '') + text);
    const [shown, keys] = typed[parts.length - 1] ?? [];
    if (shown === undefined || !parts.at(-1)?.includes(shown)) return;
    parts.push('');
    shell.stdin.write(keys);
  });
  await new Promise((resolve) => shell.once('close', resolve));
  return parts;
}

test.skipIf(withoutTerminal)(
  'Ctrl-Z gives the terminal back, bg leaves it to the shell, and fg draws below what the shell wrote',
  async () => {
    const title = 'Rehearsal of shop';
    const [, , stopped = '', inBackground = '', again = ''] = await session([
      ['bash-', `${command}\n`],
      [title, '\u001a'],
      ['Stopped', 'bg\n'],
      ['It goes on.', 'fg\n'],
      [title, '\u0003'],
      ['bash-', 'exit\n'],
    ]);
    const shownAt = stopped.indexOf('\u001b[?7h\u001b[?25h');
    expect(shownAt).toBeGreaterThan(0);
    expect(stopped.indexOf('Stopped')).toBeGreaterThan(shownAt);
    expect(inBackground).not.toContain(title);
    const [before = '', drawn] = again.split('\u001b[?25l');
    expect(drawn).toContain(title);
    // Not upwards first.
    expect(drawn).toMatch(/\?7l\r[^A]*Rehearsal/);
    expect(before).not.toContain('\u001b[J');
  },
);
