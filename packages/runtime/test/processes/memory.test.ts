import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { makeMemoryGroup } from '../resources/memory-group.ts';
import { pidOf, readyTimes, runSeveral } from './several.ts';

const MIB = 2 ** 20;
const BODY = Buffer.alloc(2 * MIB, 'x');

function upload(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL('/upload', url), { method: 'POST', agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    asked.once('error', reject).end(BODY);
  });
}

test('one memory limit is divided among processes, and none is killed by uploads to both', async (context) => {
  const group = makeMemoryGroup(320 * MIB);
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  await using service = runSeveral({}, group);
  await service.ready();
  const sized = () => service.lines.filter(({ event }) => event === 'memory.heap');
  // The log comes a moment after the state.
  await service.line(() => sized().length > 1);
  const heaps = sized();
  expect(heaps).toHaveLength(2);
  for (const heap of heaps) {
    expect(heap).toMatchObject({
      sized: true,
      limit_bytes: 160 * MIB,
      reason: 'the memory limit, divided by 2',
    });
    expect(heap['heap_limit_bytes']).toBeLessThan(145 * MIB);
  }
  const url = await service.url();
  // Limits of a worker thread hold, whatever the heap of its process was sized to.
  expect(await (await fetch(new URL('/thread-heap', url))).text()).toBe(String((40 + 12) * MIB));
  // Nor do a process's own go on to those that it forks.
  expect(await (await fetch(new URL('/flags', url))).text()).not.toContain('-space-size');
  const statuses = await Promise.all(Array.from({ length: 200 }, () => upload(url)));
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses).toContain(200);
  expect(group.oomKills()).toBe(0);
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(0);
  expect(
    service.lines.filter(({ event, expected }) => event === 'process.exited' && expected === false),
  ).toEqual([]);
});

test('a process that is replaced after a resize has a heap for the limit that there is by then', async (context) => {
  const group = makeMemoryGroup(640 * MIB);
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  await using service = runSeveral({}, group);
  await service.ready();
  await readyTimes(service, 1, 1);
  const limitBytes = 360 * MIB;
  group.limit({ version1: { 'memory.limit_in_bytes': limitBytes }, version2: { 'memory.max': limitBytes } });
  process.kill(pidOf(service, 1), 'SIGKILL');
  await readyTimes(service, 1, 2);
  const heaps = service.lines.filter((line) => line['event'] === 'memory.heap' && line['process'] === 1);
  expect(heaps.map((heap) => heap['limit_bytes'])).toEqual([320 * MIB, 180 * MIB]);
  expect(heaps[0]?.['heap_limit_bytes']).toBeGreaterThan(180 * MIB);
  expect(heaps[1]?.['heap_limit_bytes']).toBeLessThan(165 * MIB);
});
