import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startDependencyServer } from './dependency-server.ts';

const { signal } = new AbortController();
const node = (program: string) =>
  startDependencyServer('db', [process.execPath, '-e', program, '--'], tmpdir(), signal);
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

/** Run by a shell that stays, and so passes no signal on. */
const underShell = [
  '/bin/sh',
  '-c',
  `${process.execPath} -e "$0" -- "$@"; exit $?`,
  `const port = Number(process.argv.at(-1));
  require('node:net').createServer().listen(port, () => console.log('tcp://127.0.0.1:' + port));`,
];

/** What becomes of a connection to it. */
async function connectionTo(url: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const connected = once(socket, 'connect').then(() => 'connected');
  return connected.catch((error: NodeJS.ErrnoException) => error.code ?? '').finally(() => socket.destroy());
}

test('a server that a shell runs ends with it', async () => {
  const server = await startDependencyServer('db', underShell, tmpdir(), signal);
  expect(await connectionTo(server.url)).toBe('connected');
  await server[Symbol.asyncDispose]();
  expect(await connectionTo(server.url)).toBe('ECONNREFUSED');
});

test('a server does not outlive a command that ends at once', async () => {
  const program = `
    const { startDependencyServer } = await import(${JSON.stringify(new URL('dependency-server.ts', import.meta.url))});
    const { url } = await startDependencyServer('db', ${JSON.stringify(underShell)}, '/', AbortSignal.any([]));
    process.stdout.write(url, () => process.exit());`;
  const args = ['--conditions=seaworthy-source', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  await expect.poll(() => connectionTo(stdout)).toBe('ECONNREFUSED');
});

test('one that ends first is an error with its last lines', async () => {
  await expect(node(`console.error('no such file'); process.exit(1)`)).rejects.toMatchObject({
    code: 'SW_DEPENDENCY_START',
    what: expect.stringMatching(/ended with 1 .*\n {2}no such file/),
  });
});

test('one that cannot be run is an error', async () => {
  await expect(startDependencyServer('db', ['/nowhere/server'], tmpdir(), signal)).rejects.toMatchObject({
    code: 'SW_DEPENDENCY_START',
    what: expect.stringContaining('could not be run'),
  });
});

test('one that says nothing is ended by the signal, and its reason is told', async () => {
  const interrupted = new AbortController();
  const reason = new Error('interrupted');
  const silent = `require('node:net').createServer().listen(process.argv.at(-1))`;
  const run = [process.execPath, '-e', silent, '--'];
  const started = startDependencyServer('db', run, tmpdir(), interrupted.signal);
  interrupted.abort(reason);
  await expect(started).rejects.toBe(reason);
  const later = startDependencyServer('db', ['/nowhere/server'], tmpdir(), interrupted.signal);
  await expect(later, 'nor is another one started').rejects.toBe(reason);
});
