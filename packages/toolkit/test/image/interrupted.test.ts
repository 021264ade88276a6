/** A build that is interrupted while a program works for it leaves nothing, and the program ends too. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { CommandExitCode } from '@seaworthy/contract';
import { seaworthyImage } from './command.ts';
import { projectFolder } from './service-project.ts';

// The first build on a machine fetches and packs Node.
vi.setConfig({ testTimeout: 180_000 });

const go = { 'go.mod': 'module example.com/shop\n', 'main.go': 'package main\n\nfunc main() {}\n' };
const node = { 'package.json': '{"name":"shop","version":"1.0.0"}', 'main.ts': '' };

test.each([
  ['go', go, () => []],
  ['npm', node, () => ['--cache', mkdtempSync(join(tmpdir(), 'seaworthy-no-cache-'))]],
  ['docker', node, () => ['--load', 'docker', '--no-start-cache']],
] as const)('while %s works', async (program, files, flags) => {
  const bin = mkdtempSync(join(tmpdir(), 'seaworthy-stand-in-'));
  const temporary = mkdtempSync(join(tmpdir(), 'seaworthy-temporary-'));
  const pids = join(bin, 'pids');
  // The command is interrupted once its program runs, which would take a minute. It may run several at a time, and a second signal would
  // end it without its exit.
  const once = `mkdir "${join(bin, 'interrupted')}" 2>/dev/null`;
  const standIn = `#!/bin/sh\necho $$ >> "${pids}"\n${once} && kill -INT $PPID\nexec sleep 60\n`;
  writeFileSync(join(bin, program), standIn);
  chmodSync(join(bin, program), 0o755);
  const { code } = await seaworthyImage([projectFolder(files), ...flags()], {
    env: { PATH: `${bin}${delimiter}${process.env['PATH']}`, TMPDIR: temporary },
  });
  expect(code).toBe(CommandExitCode.interrupted);
  expect(readdirSync(temporary)).toEqual([]);
  const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
  expect(started.filter(isRunning)).toEqual([]);
});

/** Whether a process runs; one that has ended, and that nobody has waited for, does not. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
