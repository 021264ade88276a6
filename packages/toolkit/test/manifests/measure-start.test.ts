import { expect, test } from 'vitest';
import { measureStart } from '../../src/manifests/index.ts';
import { folderOf } from '../model/folder.ts';
import { nodeService } from '../init/init-command.ts';
import { pinger } from './contracts.ts';

test('the longest of three starts, on a free port, with the process ended after each', async () => {
  const cwd = await folderOf(nodeService);
  const startMs = await measureStart({ contract: pinger, command: [process.execPath, 'src/main.js'], cwd });
  expect(startMs).toBeGreaterThan(0);
});

test.each([
  [['-e', 'console.error("no database"); process.exit(3)'], /It ended with 3. no database/],
  [['-e', 'throw new Error("broken")'], /It ended with 1.*broken/s],
])('a program that does not start is told with its last words: %j', async (args, message) => {
  const command = [process.execPath, ...args] as const;
  await expect(measureStart({ contract: pinger, command, cwd: '.' })).rejects.toThrow(message);
});

test('a program that is not there is told', async () => {
  const started = measureStart({ contract: pinger, command: ['./no-such-program'], cwd: '.' });
  await expect(started).rejects.toMatchObject({ code: 'SW_START_NOT_MEASURED' });
});
