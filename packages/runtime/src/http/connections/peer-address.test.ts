import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { peerAddress } from './peer-address.ts';

test.each([
  ['::ffff:10.0.0.9', '10.0.0.9'],
  ['10.0.0.9', '10.0.0.9'],
  ['::1', '::1'],
  ['fd00::ffff:1', 'fd00::ffff:1'],
  ['::ffff:0:1', '::ffff:0:1'],
  [undefined, ''],
])('%s is told as %s', (remoteAddress, told) => {
  expect(peerAddress({ remoteAddress })).toBe(told);
});

test('who comes by IPv4 to a listener of both families is told by its own address', async () => {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  expect(peerAddress(socket)).toBe('127.0.0.1');
  client.destroy();
  server.close();
});
