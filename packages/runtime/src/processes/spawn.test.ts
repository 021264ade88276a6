import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { clusterSpawner, type ChildExit } from './spawn.ts';

test('a process that the kernel refuses to start has ended, for that reason', async () => {
  const { promise: exit, resolve: onExit } = Promise.withResolvers<ChildExit>();
  const spawn = await clusterSpawner({
    of: 2,
    clock: new VirtualClock(),
    // More than one variable may be (execve(2), MAX_ARG_STRLEN): as a lack of memory, it is thrown.
    start: () => ({ flags: [], env: { TOO_LONG: 'x'.repeat(200_000) } }),
    relay: () => true,
  });
  const child = spawn(1, { onMessage() {}, onExit });
  child.kill('SIGKILL');
  expect([child.pid, await exit]).toMatchObject([0, { code: null, signal: null, error: { code: 'E2BIG' } }]);
});
