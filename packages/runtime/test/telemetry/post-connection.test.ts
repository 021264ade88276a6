import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { PostConnection } from '../../src/telemetry/otlp/post-connection.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that answers everything with its number, on connections that it keeps. */
async function start({
  host = '127.0.0.1',
  server = createServer(),
}: { host?: string; server?: Server } = {}) {
  const received: Received[] = [];
  const sockets: Socket[] = [];
  server.keepAliveTimeout = 0;
  server.on('connection', (socket: Socket) => sockets.push(socket));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await buffer(request)).toString();
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.end(String(received.length));
  };
  server.on('request', (request, response) => void answer(request, response));
  await once(server.listen(0, host), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, received, sockets, server };
}

function connection(url: string, headers: Record<string, string> = {}, authorities?: string) {
  const opened = new PostConnection(new URL(url), headers, authorities);
  onTestFinished(() => opened[Symbol.dispose]());
  const signal = new AbortController().signal;
  const post = async (text: string) =>
    Buffer.from((await opened.post(Buffer.from(text), signal)).body).toString();
  return Object.assign(opened, { text: post });
}

test('requests, one after the other, share a connection', async () => {
  const { port, received, sockets } = await start();
  const { text } = connection(`http://127.0.0.1:${port}/a/b?c=d`, { 'X-Y': 'z', 'Content-Length': '99' });
  expect([await text('first'), await text(''), await text('x'.repeat(1e6))]).toEqual(['1', '2', '3']);
  expect(sockets).toHaveLength(1);
  expect(received.map(({ body }) => body.length)).toEqual([5, 0, 1e6]);
  expect(received[0]).toMatchObject({ path: '/a/b?c=d', headers: { 'x-y': 'z', host: `127.0.0.1:${port}` } });
});

test('a connection that is kept keeps no process alive, and one in use does', async () => {
  const { port, sockets, server } = await start();
  server.unref();
  server.on('connection', (socket: Socket) => socket.unref());
  const connections = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  // Those of other tests are closing.
  await expect.poll(connections).toBe(0);
  const { text } = connection(`http://127.0.0.1:${port}`);
  await text('a');
  expect(connections()).toBe(0);
  const answer = text('b');
  expect(connections()).toBe(1);
  await answer;
  expect(sockets).toHaveLength(1);
});

test('a connection that was closed while it was kept is made anew', async () => {
  const { port, sockets } = await start();
  const { text } = connection(`http://127.0.0.1:${port}`);
  expect(await text('a')).toBe('1');
  // The client finds out when it sends.
  sockets[0]?.resetAndDestroy();
  expect(await text('b')).toBe('2');
  expect(sockets).toHaveLength(2);
});

test('one that closes without an answer, fresh as it is, is not asked again', async () => {
  const { port, sockets, server } = await start();
  server.removeAllListeners('request').on('request', (request) => request.socket.destroy());
  const { text } = connection(`http://127.0.0.1:${port}`);
  await expect(text('a')).rejects.toThrow('closed');
  expect(sockets).toHaveLength(1);
});

test('the address’s user is told, a header of the settings before it', async () => {
  const { port, received } = await start();
  await connection(`http://us%40er:pass@127.0.0.1:${port}`).text('');
  await connection(`http://user:pass@127.0.0.1:${port}`, { Authorization: 'Bearer t' }).text('');
  expect(received.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('us@er:pass').toString('base64')}`,
    'Bearer t',
  ]);
});

test('an address of IPv6 is dialled', async () => {
  const { port, received } = await start({ host: '::1' });
  await connection(`http://[::1]:${port}`).text('a');
  expect(received[0]?.headers.host).toBe(`[::1]:${port}`);
});

test('a malformed header, a closed port and an aborted signal are told', async () => {
  expect(() => connection('http://127.0.0.1', { a: 'b\r\nc: d' })).toThrow(TypeError);
  await expect(connection('http://127.0.0.1:1').text('')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const { port, server } = await start();
  server.removeAllListeners('request');
  const abort = new AbortController();
  const answer = connection(`http://127.0.0.1:${port}`).post(Buffer.alloc(0), abort.signal);
  abort.abort(new Error('too late'));
  await expect(answer).rejects.toThrow('too late');
  await expect(connection(`http://127.0.0.1:${port}`).post(Buffer.alloc(0), abort.signal)).rejects.toThrow(
    'too late',
  );
});

test('once disposed, nothing is kept', async () => {
  const { port, sockets } = await start();
  const opened = connection(`http://127.0.0.1:${port}`);
  await opened.text('a');
  opened[Symbol.dispose]();
  if (sockets[0]?.closed === false) await once(sockets[0], 'close');
  expect(await opened.text('b')).toBe('2');
  if (sockets[1]?.closed === false) await once(sockets[1], 'close');
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
test.skipIf(!hasOpenssl)(
  `a collector’s own authority is trusted where it is given${hasOpenssl ? '' : ' (skipped: there is no openssl)'}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-authority-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '1',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    const authority = readFileSync(cert, 'utf8');
    const server = createTlsServer({ key: readFileSync(key), cert: authority }) as unknown as Server;
    const { port } = await start({ server });
    const url = `https://localhost:${port}`;
    const trusting = connection(url, {}, authority);
    expect([await trusting.text('a'), await trusting.text('b')]).toEqual(['1', '2']);
    await expect(connection(url).text('a')).rejects.toThrow(/self-signed|unable to verify/);
  },
);
