import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { onePerSecond } from '../../testing/index.ts';
import { sendSingle, type SingleRequest } from './index.ts';

const plain: SingleRequest = { kind: 'h2c', method: 'GET', path: '/', headers: {}, body: undefined };

/** Sends requests to a server that speaks HTTP/2 without TLS, and nothing else. */
async function senderTo(onStream: (stream: ServerHttp2Stream, path: string) => void) {
  const server = createServer().on('stream', (stream, { ':path': path = '' }) => onStream(stream, path));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const router = { per: 'connection', route: () => ({ pod: 'a', host: '127.0.0.1', port }) } as const;
  const context = { routers: { http1: router, h2c: router }, plan: onePerSecond, clock: systemClock };
  return (request: Partial<SingleRequest>) => sendSingle({ ...plain, ...request }, context);
}

test('a port that speaks HTTP/2 alone is asked so', async () => {
  const send = await senderTo((stream, path) => {
    stream.respond({ ':status': path === '/500' ? 500 : 200 });
    stream.end('hello');
  });
  expect(await send({})).toEqual({ pod: 'a', fate: 'answered', status: 200 });
  expect(await send({ path: '/500' })).toMatchObject({ fate: 'status', status: 500 });
  expect(await send({ kind: 'http1' })).toMatchObject({ status: 0 });
});

test('a large body is one message to gRPC, and as long as was asked for', async () => {
  const received: string[] = [];
  const send = await senderTo((stream) => {
    stream.respond({ ':status': 200 });
    void buffer(stream).then((body) => {
      received.push(`${body.length} ${body.subarray(0, 5).toString('hex')} ${body.at(-1)}`);
      stream.end();
    });
  });
  const headers = { 'content-type': 'application/grpc' };
  for (const bytes of [300_000, 1000]) await send({ method: 'POST', headers, body: bytes });
  await send({ method: 'POST', body: 1000 });
  expect(received).toEqual([
    `300000 00${(299_995).toString(16).padStart(8, '0')} 120`,
    `1000 00${(995).toString(16).padStart(8, '0')} 120`,
    '1000 7878787878 120',
  ]);
});
