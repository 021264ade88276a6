import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { endpointOf, httpSender, VirtualClock } from '../../testing/index.ts';

const echoing = (server: Server): Server => {
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(text)));
  return server;
};

test.each([
  ['http1', 200, () => createHttpServer((_, response) => response.end('hello'))],
  ['h2c', 200, () => createHttp2Server((_, response) => response.end('hello'))],
  ['websocket', 101, () => echoing(createHttpServer())],
] as const)('%s to a pod that is some way off', async (kind, status, serverOf) => {
  const clock = new VirtualClock();
  const server = serverOf();
  const endpoints = [await endpointOf('a', server)];
  const send = httpSender({ proxy: 'kube-proxy', method: 'GET', kind, endpoints, clock, roundTripMs: 10 });
  expect(await clock.advanceDuring(send(true))).toMatchObject({ fate: 'answered', status });
  // A SYN, and the request after it.
  expect(clock.now()).toBeGreaterThanOrEqual(20);
  await clock.advanceDuring(new Promise((resolve) => server.close(resolve)));
  expect(await clock.advanceDuring(send(true))).toMatchObject({ fate: 'refused', status: 0 });
});
