import { expect, test } from 'vitest';
import { sharedNetwork } from './shared-network.ts';

test('the program is told its port; a container beside it keeps the one that it has by the same variable', async () => {
  const network = sharedNetwork([{ port: 8080, env: 'PORT' }], 'tested');
  const address = await network.add();
  const { port } = address.addressOf(8080);
  expect(port).not.toBe(8080);
  expect(address.withPorts({ PORT: '8080', A: 'a' })).toEqual({ PORT: String(port), A: 'a' });
  expect(address.withPorts({})).toEqual({ PORT: String(port) });
  expect(address.withPorts({ PORT: '9090' })).toEqual({ PORT: '9090' });
});

test('a variable that the manifest alone knows is given to no container that lacks it', async () => {
  const network = sharedNetwork([{ port: 8080, env: 'PORT', isStated: true }], 'tested');
  const address = await network.add();
  expect(address.withPorts({})).toEqual({});
  expect(address.withPorts({ PORT: '8080' })).toEqual({ PORT: String(address.addressOf(8080).port) });
});

test('each pod has a loopback address of its own, other than localhost', async () => {
  const network = sharedNetwork([], 'tested');
  const [one, two] = [await network.add(), await network.add()];
  expect([one.ip, two.ip]).toEqual([expect.stringMatching(/^127\./), expect.stringMatching(/^127\./)]);
  expect(new Set([one.ip, two.ip, '127.0.0.1']).size).toBe(3);
  expect(two.addressOf(80)).toEqual({ host: two.ip, port: 80 });
});
