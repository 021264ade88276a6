import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureStart } from '../../src/manifests/index.ts';
import { folderOf } from '../model/folder.ts';
import { goService, initialized, nodeService, seaworthy } from '../init/init-command.ts';
import { pinger } from './contracts.ts';

test('the longest of three starts, on a free port, with the process ended after each', async () => {
  const cwd = await folderOf(nodeService);
  const startMs = await measureStart({ contract: pinger, command: [process.execPath, 'src/main.js'], cwd });
  expect(startMs).toBeGreaterThan(0);
});

test.each([
  [['-e', 'console.error("no database"); process.exit(3)'], /It ended with 3. no database/],
  [['-e', 'console.log("no address"); process.exit(3)'], /It ended with 3. no address/],
  [['-e', 'throw new Error("broken")'], /It ended with 1. Error: broken \(/],
  [['-e', 'process.kill(process.pid, "SIGKILL")'], /It ended with SIGKILL/],
])('a program that does not start is told with its last words: %j', async (args, message) => {
  const command = [process.execPath, ...args] as const;
  await expect(measureStart({ contract: pinger, command, cwd: '.' })).rejects.toThrow(message);
});

test('a program that is not there is told', async () => {
  const started = measureStart({ contract: pinger, command: ['./no-such-program'], cwd: '.' });
  await expect(started).rejects.toThrow(/It could not be started: .*ENOENT.*SW_START_NOT_MEASURED/);
});

const hasGo = spawnSync('go', ['version']).status === 0;

test.skipIf(!hasGo)(
  `a Go service is built, and there for each of its three starts${hasGo ? '' : ' (skipped: Go is not installed)'}`,
  async () => {
    const folder = await initialized(goService);
    const { code, err } = await seaworthy(folder, 'manifests', '--measure-start', '--force');
    expect(err).toBe('');
    expect(code).toBe(0);
  },
);

test.skipIf(!hasGo)(
  `what the Go compiler says is told as of any build${hasGo ? '' : ' (skipped: Go is not installed)'}`,
  async () => {
    const folder = await initialized(goService);
    await writeFile(join(folder, 'main.go'), 'package main\n\nfunc main() { undefined() }\n');
    for (const args of [['manifests', '--measure-start'], ['rehearse']])
      expect(await seaworthy(folder, ...args)).toMatchObject({
        code: 65,
        err: expect.stringMatching(
          /^seaworthy: undefined: undefined \(\.\/main\.go:3\)\..*\[SW_GO_BUILD_FAILED\]\n$/,
        ),
      });
  },
);
