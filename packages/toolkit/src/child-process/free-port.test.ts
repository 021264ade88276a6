import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, withoutClients } from './free-port.ts';

test('a port can be listened on', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
});

test.each([
  [
    [32_768, 60_999],
    [10_000, 32_767],
  ],
  [
    [49_152, 65_535],
    [10_000, 49_151],
  ],
  [
    [10_000, 20_000],
    [20_001, 65_535],
  ],
  [
    [9000, 60_999],
    [61_000, 65_535],
  ],
] as const)('clients have %j: servers get %j', (clients, servers) => {
  expect(withoutClients([10_000, 65_535], clients)).toEqual(servers);
});

test('where clients have all, none is left', () => {
  const [first, last] = withoutClients([10_000, 65_535], [1024, 65_535]);
  expect(last).toBeLessThan(first);
});
