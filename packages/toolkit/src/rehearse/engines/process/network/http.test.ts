import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get } from './http.ts';

test('a server that switches protocols has answered 101, and nobody waits for its body', async () => {
  const server = createServer((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = { url: new URL(`http://127.0.0.1:${port}/`), headers: {} };
  const answer = await get({ host: '127.0.0.1', port }, request, new AbortController().signal);
  expect(answer.status).toBe(101);
  await answer.readBody(1);
});
