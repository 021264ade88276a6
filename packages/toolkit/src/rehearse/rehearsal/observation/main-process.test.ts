import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Happening } from '../../events.ts';
import { mainProcess, withMainProcesses } from './main-process.ts';

/** Runs a script to its first line, and ends it after `look`. */
async function whileRuns(script: string, look: (pid: number) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-main-process-'));
  const file = join(folder, 'start.sh');
  await writeFile(file, script);
  await chmod(file, 0o755);
  const child = spawn(file, { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    look(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

test('a script has its own name, and the shell of its first line', async () => {
  await whileRuns('#!/bin/sh\necho up\nread line\n', (pid) =>
    expect(mainProcess(pid)).toEqual({ name: 'start.sh', runBy: 'sh' }),
  );
});

test('what a script has become is no shell', async () => {
  await whileRuns(`#!/bin/sh\nexec cat /etc/hostname -\n`, (pid) =>
    expect(mainProcess(pid)).toEqual({ name: 'cat', runBy: 'cat' }),
  );
});

test('PM2 is known by the script that Node runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-main-process-'));
  const file = join(folder, 'pm2-runtime');
  await writeFile(file, "console.log('up'); process.stdin.resume();");
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(mainProcess(child.pid ?? 0)).toMatchObject({ runBy: 'node', isPm2: true });
  child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

test('it is looked at as the stop signal comes, once, and not where nothing runs', async () => {
  const noted: Happening[] = [];
  await whileRuns('#!/bin/sh\necho up\nread line\n', (pid) => {
    const pods = new Map([['a', { sandbox: {} as never, containers: new Map([['app', { pid } as never]]) }]]);
    const note = withMainProcesses((happening) => noted.push(happening), { pods });
    for (const signal of ['SIGQUIT', 'SIGKILL']) note({ type: 'signal', pod: 'a', container: 'app', signal });
    note({ type: 'signal', pod: 'gone', container: 'app', signal: 'SIGTERM' });
  });
  expect(noted.filter(({ type }) => type === 'main-process')).toEqual([
    { type: 'main-process', pod: 'a', container: 'app', name: 'start.sh', runBy: 'sh' },
  ]);
});
