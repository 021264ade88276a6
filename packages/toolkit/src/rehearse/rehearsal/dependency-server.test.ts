import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startDependencyServer } from './dependency-server.ts';

const node = (program: string) =>
  startDependencyServer('db', [process.execPath, '-e', program, '--'], tmpdir());
const URL_LINE = `console.log('tcp://127.0.0.1:1')`;

test('a server is there once it says its URL, and its end by itself is told with its last lines', async () => {
  await using server = await node(
    `${URL_LINE}; console.log('out of memory'); setTimeout(() => process.exit(3), 50)`,
  );
  expect(server.url).toBe('tcp://127.0.0.1:1');
  expect(await server.ended).toMatchObject({
    code: 'SW_DEPENDENCY_ENDED',
    what: expect.stringMatching(/ended with 3\n {2}out of memory/),
  });
});

test('an end that it was told is none of its own', async () => {
  const server = await node(`${URL_LINE}; setInterval(() => {}, 1000)`);
  let told: unknown;
  void server.ended.then((error) => (told = error));
  await server[Symbol.asyncDispose]();
  expect(told).toBeUndefined();
});

test('one that ends first is an error with its last lines', async () => {
  await expect(node(`console.error('no such file'); process.exit(1)`)).rejects.toMatchObject({
    code: 'SW_DEPENDENCY_START',
    what: expect.stringMatching(/ended with 1 .*\n {2}no such file/),
  });
});

test('one that cannot be run is an error', async () => {
  await expect(startDependencyServer('db', ['/nowhere/server'], tmpdir())).rejects.toMatchObject({
    code: 'SW_DEPENDENCY_START',
    what: expect.stringContaining('could not be run'),
  });
});
