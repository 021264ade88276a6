import { once } from 'node:events';
import http2 from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAdminServer, type AdminServer } from './admin-server.ts';

let admin: AdminServer;
beforeAll(async () => {
  admin = await startAdminServer();
  admin.enter('ready');
});
afterAll(() => admin[Symbol.asyncDispose]());

async function open(port = admin.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  return socket;
}

/** Sends `parts` in packets of their own; everything that comes back until the server closes. */
async function exchange(...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = await open();
  socket.on('error', () => undefined);
  const received = text(socket).catch(() => '');
  for (const part of parts) {
    socket.write(part);
    await sleep(5);
  }
  return received;
}

const stillServes = async () => {
  expect(await exchange('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n')).toContain('200 OK');
};

test('a request split into single bytes is answered, and the connection closed', async () => {
  const answer = await exchange(...'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n'.split(''));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(answer).toMatch(/\r\n\r\nok\n$/);
});

test('a method that begins like the preface of HTTP/2, split after that', async () => {
  expect(await exchange('P', 'OST /livez HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 405/);
});

test('requests in a row on a connection that the client keeps', async () => {
  const request = 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n';
  const answer = await exchange(request, request, request.replace('keep-alive', 'close'));
  expect(answer.match(/200 OK/g)).toHaveLength(3);
});

test.each([
  ['nonsense', '\u{0}\u{1}\u{2}\r\n\r\n', '400'],
  ['no HTTP', 'hello\r\n\r\n', '400'],
  ['a method that looks like HTTP/2 at first', 'PRIX /livez HTTP/1.1\r\nhost: x\r\n\r\n', '4'],
  ['a target that is no URL', 'GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n', '400'],
  ['an absolute target', 'GET http://pod:9090/livez HTTP/1.1\r\nhost: x\r\n\r\n', '200'],
  ['a body with a GET', 'GET /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc', '200'],
  ['an upgrade', 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n', '200'],
  ['an expectation', 'GET /livez HTTP/1.1\r\nhost: x\r\nexpect: nothing\r\n\r\n', '200'],
])('%s', async (_, request, status) => {
  expect(await exchange(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
  await stillServes();
});

test('a head beyond 8 KiB is refused', async () => {
  const request = `GET /livez HTTP/1.1\r\nhost: x\r\nx-flood: ${'y'.repeat(9000)}\r\n\r\n`;
  expect(await exchange(request)).toMatch(/^HTTP\/1\.1 431/);
});

test('a flood of headers is cut off', async () => {
  const flood = Array.from({ length: 2000 }, (_, index) => `x-${index}: ${'y'.repeat(100)}\r\n`).join('');
  // The refusal itself may be lost, where the client is still sending when the connection is cut.
  expect(await exchange('GET /livez HTTP/1.1\r\nhost: x\r\n', flood, '\r\n')).not.toContain('200 OK');
  await stillServes();
});

test('a head beyond 8 KiB is refused by HTTP/2', async () => {
  const session = http2.connect(`http://127.0.0.1:${admin.port}`);
  await once(session, 'remoteSettings');
  // The limit holds once the client has acknowledged it, and a ping comes after that.
  await new Promise((resolve) => session.ping(resolve));
  const stream = session.request({ ':path': '/livez', 'x-flood': 'y'.repeat(9000) });
  await expect(once(stream, 'response')).rejects.toThrow('NGHTTP2_ENHANCE_YOUR_CALM');
  session.destroy();
  await stillServes();
});

test('clients that send nothing, or a header a second, don’t keep others from being answered, and are cut off', async () => {
  const silent = await Promise.all(Array.from({ length: 50 }, open));
  const slow = await Promise.all(Array.from({ length: 50 }, open));
  const gone = [...silent, ...slow].map((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    return new Promise<void>((resolve) => socket.once('close', () => resolve()));
  });
  for (const socket of slow) socket.write('GET /livez HTTP/1.1\r\n');
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('x-slow: 1\r\n');
  }, 1000);
  await stillServes();
  await Promise.all(gone);
  clearInterval(drip);
  await stillServes();
});

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** An empty SETTINGS frame (RFC 9113, 6.5). */
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

test.each([
  ['in one packet with the settings', [Buffer.concat([Buffer.from(preface), settings])]],
  ['apart from the settings', [preface, settings]],
  ['in two halves', [preface.slice(0, 10), preface.slice(10), settings]],
  ['in single bytes', [...preface.split(''), settings]],
])('the preface of HTTP/2 %s', async (_, packets) => {
  const socket = await open();
  for (const packet of packets) {
    socket.write(packet);
    await sleep(5);
  }
  const [frame] = (await once(socket, 'data')) as [Buffer];
  // The server's first frame must be SETTINGS, type 4.
  expect(frame[3]).toBe(4);
  socket.destroy();
});

test('the same answers by HTTP/2', async () => {
  const session = http2.connect(`http://127.0.0.1:${admin.port}`);
  const ask = async (method: string, path: string) => {
    const stream = session.request({ ':method': method, ':path': path });
    const body = text(stream);
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    return [headers[':status'], await body];
  };
  expect(await ask('GET', '/readyz')).toEqual([200, 'ok\n']);
  expect(await ask('HEAD', '/readyz')).toEqual([200, '']);
  expect(await ask('GET', '/nothing')).toEqual([404, expect.any(String)]);
  expect(await ask('POST', '/livez')).toEqual([405, expect.any(String)]);
  session.close();
});

test('of more connections than probes and people need the oldest are closed, and who comes is answered', async () => {
  await using alone = await startAdminServer();
  const sockets: Socket[] = [];
  const closed: number[] = [];
  const made = Promise.withResolvers<void>();
  for (let index = 0; index < 260; index++) {
    const socket = await open(alone.port);
    sockets.push(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        closed.push(index);
        if (closed.length === 4) made.resolve();
      })
      .resume();
  }
  await made.promise;
  const last = sockets.at(-1);
  const answer = last && once(last, 'data');
  last?.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n');
  expect(String(await answer)).toContain('200 OK');
  expect(closed.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3]);
  for (const socket of sockets) socket.destroy();
});
