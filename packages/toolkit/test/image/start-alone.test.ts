/** What a service meets that is started while its image is built: nothing but itself. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { bundleNode, loaderChunk, programFiles } from '../../src/image/bundle/index.ts';
import { warmUp, type Reached } from '../../src/image/start-cache/index.ts';
import { projectFolder } from './service-project.ts';

async function reachedBy(
  files: Readonly<Record<string, string>>,
  times: Pick<Parameters<typeof warmUp>[1], 'answerWithinMs' | 'patienceMs'> = {},
  paths?: readonly string[],
): Promise<Reached> {
  const root = projectFolder(files);
  const entry = join(root, 'main.ts');
  const bundle = await bundleNode({ root, entry, conditions: [], external: [], exclude: [] });
  const program = programFiles(bundle, await loaderChunk(), { name: 'greeter', version: '1.0.0' });
  const options = { node: process.execPath, settings: { ...(paths && { paths }) }, ...times };
  return (await warmUp(program, options)).reached;
}

test('a worker thread that has done its work ends as it does elsewhere', async () => {
  const reached = await reachedBy({
    'worker.ts': `import { parentPort } from 'node:worker_threads'; parentPort?.postMessage('done');`,
    'main.ts': `
      import { Worker } from 'node:worker_threads';
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      worker.on('error', () => process.exit(1));`,
  });
  expect(reached).toBe('ended');
});

test('a process that the service starts of itself ends as it does elsewhere', async () => {
  const reached = await reachedBy({
    'main.ts': `
      import { fork } from 'node:child_process';
      import { createServer } from 'node:net';
      if (process.send === undefined) fork(process.argv[1]).on('exit', (code) => process.exit(code ?? 1));
      else createServer().listen(0, () => setImmediate(() => process.exit(0)));`,
  });
  expect(reached).toBe('ended');
});

test('an answer that waits for something is waited for', async () => {
  const reached = await reachedBy({
    'main.ts': `
      import { readFile } from 'node:fs/promises';
      import { createServer } from 'node:http';
      createServer(async (_, response) => response.end(await readFile('nowhere').catch(String))).listen(0);`,
  });
  expect(reached).toBe('served');
});

test('a service that never answers has listened', async () => {
  const files = {
    'main.ts': `import { createServer } from 'node:http'; createServer(() => {}).listen(0);`,
  };
  expect(await reachedBy(files, { answerWithinMs: 10 })).toBe('listening');
});

test('a service that answers on none of many paths has listened, though all of that takes longer than a start may', async () => {
  // It keeps connections whose client has closed its half, too.
  const files = {
    'main.ts': `import { createServer } from 'node:net'; createServer({ allowHalfOpen: true }, (it) => it.resume()).listen(0);`,
  };
  const times = { answerWithinMs: 2000, patienceMs: 6000 };
  expect(await reachedBy(files, times, ['/', '/a', '/b'])).toBe('listening');
});

/** A server of the developer's machine, by a port of it or by a socket in its files. */
async function foreign(path?: string) {
  const connected = vi.fn<() => void>();
  const server: Server = createServer((socket) => socket.destroy()).on('connection', connected);
  await new Promise<void>((resolve) => server.listen(path ?? { port: 0, host: '127.0.0.1' }, resolve));
  const address = server.address();
  const place = typeof address === 'string' ? address : address?.port;
  return { place, connected, [Symbol.dispose]: () => void server.close() };
}

const socketPath = () => join(mkdtempSync(join(tmpdir(), 'seaworthy-socket-')), 's');

test.each([
  ['a port', undefined],
  ['a socket', socketPath()],
])('nothing is said to what else listens on this machine, on %s', async (_, path) => {
  using server = await foreign(path);
  const reached = await reachedBy({
    'main.ts': `
      import { connect } from 'node:net';
      const end = (error) => process.exit(/out of reach/.test(error?.message) ? 0 : 1);
      connect(${JSON.stringify(server.place)}).on('error', end).on('connect', end);`,
  });
  expect(reached).toBe('ended');
  expect(server.connected).not.toHaveBeenCalled();
});

test.each([
  ['a port', '0'],
  ['a socket', JSON.stringify(socketPath())],
])('a service reaches itself on %s', async (_, place) => {
  const reached = await reachedBy({
    'main.ts': `
      import { connect, createServer } from 'node:net';
      const server = createServer();
      server.on('listening', () => {
        const address = server.address();
        connect(typeof address === 'string' ? address : { port: String(address.port), host: 'localhost' })
          .on('connect', () => process.exit(0))
          .on('error', () => process.exit(1));
      });
      server.listen(${place});`,
  });
  expect(reached).toBe('ended');
});

test.each([
  ['to an address', `socket.send('x', PORT, '127.0.0.1', end)`],
  ['of parts', `socket.send(Buffer.from('-x-'), 1, 1, PORT, '127.0.0.1', end)`],
  ['once connected', `socket.connect(PORT, () => socket.send('x', end))`],
  ['to a name that nobody has', `socket.send('x', PORT, 'statsd.example', end)`],
])('no datagram leaves, and what sends it goes on: %s', async (_, send) => {
  const heard: string[] = [];
  const others = createSocket('udp4', (text) => heard.push(String(text))).unref();
  others.bind(0, '127.0.0.1');
  await once(others, 'listening');
  const { port } = others.address();
  const reached = await reachedBy({
    'main.ts': `
      import { createSocket } from 'node:dgram';
      const socket = createSocket('udp4');
      const end = (error, bytes) => process.exit(error === null && bytes >= 1 ? 0 : 1);
      ${send.replace('PORT', String(port))};`,
  });
  expect(reached).toBe('ended');
  // Datagrams of one machine keep their order.
  createSocket('udp4').unref().send('last', port, '127.0.0.1');
  await once(others, 'message');
  expect(heard).toEqual(['last']);
});

test('a service hears its own datagrams', async () => {
  const reached = await reachedBy({
    'main.ts': `
      import { createSocket } from 'node:dgram';
      const server = createSocket('udp4').on('message', (text) => process.exit(String(text) === 'x' ? 0 : 1));
      server.bind(0, '127.0.0.1', () => createSocket('udp4').send('x', server.address().port, 'localhost'));`,
  });
  expect(reached).toBe('ended');
});
