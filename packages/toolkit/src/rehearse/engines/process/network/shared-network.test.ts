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
