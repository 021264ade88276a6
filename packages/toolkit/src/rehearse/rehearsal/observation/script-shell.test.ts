import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scriptShell } from './script-shell.ts';

/** Has npm run a script that says when it is up, and looks at it then. */
async function ofScript(start: string, prefix: readonly string[] = []): Promise<unknown> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'seaworthy-script-shell-'));
  await writeFile(join(folder.path, 'package.json'), JSON.stringify({ scripts: { start } }));
  await writeFile(join(folder.path, 'main.sh'), 'echo "up" >&2; read line\n');
  const [command, ...args]: [string, ...string[]] = ['env', ...prefix, 'npm', 'start', '--silent'];
  const child = spawn(command, args, { cwd: folder.path, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  await once(child.stderr, 'data');
  const found = scriptShell(child.pid ?? 0);
  child.stdin.end('\n');
  await ended;
  return found;
}

test('a shell that goes on beside what it started is told', async () => {
  const beside = { manager: 'npm', shell: 'sh' };
  expect(await ofScript('cat main.sh > /dev/null; env sh main.sh; true')).toEqual(beside);
}, 60_000);

test('one below an init is found, too', async () => {
  expect(await ofScript('env sh main.sh; true', ['env', 'sh', '-c', '"$@"; true', '-'])).toEqual({
    manager: 'npm',
    shell: 'sh',
  });
}, 60_000);

test('a shell that becomes the program is none', async () => {
  expect(await ofScript('exec cat main.sh - >&2')).toBeUndefined();
}, 60_000);

test('a shell that has a trap for the signal may pass it on', async () => {
  expect(await ofScript("trap 'exit 0' TERM; env sh main.sh; true")).toBeUndefined();
}, 60_000);

test('of a process that is gone nothing is told', () => {
  expect(scriptShell(2 ** 30)).toBeUndefined();
});
