import { expect, test } from 'vitest';
import { localPrograms } from './programs.ts';

const building = (script: string, signal?: AbortSignal) => {
  const web = { build: [process.execPath, '-e', script], entrypoint: ['./web'] };
  return localPrograms({ containers: { web } }, process.cwd(), signal);
};

test('a build may say as much as it likes', async () => {
  const programs = await building(`process.stdout.write('x'.repeat(3 * 2 ** 20))`);
  expect(programs.get('web')).toMatchObject({ entrypoint: ['./web'], workingDir: process.cwd() });
});

test('of a build that failed the last lines are told, of either stream', async () => {
  const script = `for (let i = 0; i < 100; i += 1) console.log('out', i); console.error('err'); process.exit(1)`;
  const error = (await building(script).catch((cause: unknown) => cause)) as Error;
  expect(error.message).toMatch(/^web: .*: out 81\n.*out 99\nerr .*\[SW_BUILD_COMMAND_FAILED\]$/s);
});

test('a build ends with the signal, by its reason', async () => {
  const controller = new AbortController();
  const done = building('setInterval(() => {}, 1000)', controller.signal);
  const reason = new Error('broken off');
  controller.abort(reason);
  await expect(done).rejects.toBe(reason);
});
