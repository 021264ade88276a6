import { expect, onTestFinished, test } from 'vitest';
import type { ConfigShape } from '../config/index.ts';
import { blocks } from '../http/bodies/blocks.ts';
import type { Cgroup } from '../resources/index.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { compose } from './compose.ts';
import type { ServiceDefinition } from './definition.ts';
import { prepare } from './prepare.ts';

const MIB = 2 ** 20;
const LIMIT = 4096 * MIB;

/** A service in a group of 4 GiB, of which `usedBytes` are in use, under a virtual clock. */
async function begin(usedBytes: number) {
  const group = { usedBytes };
  const cgroup: Cgroup = {
    readCpuStat: () => undefined,
    readCpuQuota: () => undefined,
    readMemory: () => ({
      limitBytes: LIMIT,
      usageBytes: group.usedBytes,
      inactiveFileBytes: 0,
      reclaimableBytes: 0,
    }),
    readMemoryUsage: () => group.usedBytes,
    readMemoryPressure: () => undefined,
    readCpuPressure: () => undefined,
  };
  const clock = new VirtualClock();
  const definition: ServiceDefinition<ConfigShape> = {
    name: 'subject',
    version: '1.0.0',
    start: () => ({ fetch: () => new Response('ok') }),
  };
  const env = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' };
  const prepared = await prepare(definition, { env, clock, cgroup });
  const { lifecycle, ports } = compose(definition, prepared);
  onTestFinished(async () => {
    await lifecycle.stop('request', 'the test is over');
    prepared.log[Symbol.dispose]();
  });
  expect(await lifecycle.start()).toBe(true);
  const readiness = async () => (await fetch(`http://localhost:${ports.admin}/readyz`)).status;
  return { group, clock, lifecycle, readiness };
}

test('idle blocks are bounded by the memory limit', async () => {
  await begin(100 * MIB);
  // Tests of the same process may have left some.
  blocks.free(Infinity);
  const taken = Array.from({ length: 12 }, () => blocks.take(MIB));
  for (const block of taken) blocks.give(block);
  // Without a limit 8 MiB are kept.
  expect(blocks.idleBytes).toBe(12 * MIB);
});

test('memory that stays in use without a request makes the service unready, and then ends it in order', async () => {
  const { group, clock, lifecycle, readiness } = await begin(100 * MIB);
  expect(await readiness()).toBe(200);
  group.usedBytes = LIMIT - MIB;
  await clock.advance(20_000);
  expect([await readiness(), lifecycle.state]).toEqual([503, 'degraded']);
  await clock.advance(30_000);
  expect(await lifecycle.ended).toMatchObject({ exitCode: 1, error: { code: 'SW_MEMORY_EXHAUSTED' } });
});

test('memory that is free again in time ends nothing', async () => {
  const { group, clock, lifecycle, readiness } = await begin(100 * MIB);
  group.usedBytes = LIMIT - MIB;
  await clock.advance(20_000);
  expect(await readiness()).toBe(503);
  group.usedBytes = 100 * MIB;
  await clock.advance(60_000);
  expect([await readiness(), lifecycle.state]).toEqual([200, 'ready']);
});
