import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { withClient } from './client.ts';

test('a server that accepts and stays silent holds nobody up whose signal aborts, and is left', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const given = new AbortController();
  const asked = withClient({ host: '127.0.0.1', port }, (client) => client.query('select 1'), given.signal);
  asked.catch(() => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const left = once(socket.resume(), 'close');
  const reason = new Error('too late');
  given.abort(reason);
  await expect(asked).rejects.toBe(reason);
  await left;
});
