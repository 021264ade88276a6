import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import type { ObjectStore } from './store/index.ts';
import { keepSwept } from './sweeping.ts';

function sweeper(sweep: ObjectStore['sweep']) {
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const counts: number[] = [];
  const options = { name: 'photos', store: { sweep } as ObjectStore, expireAfterMs: 5_000, everyMs: 1_000 };
  const handle = keepSwept(
    { clock, emit: (event) => events.push(event) },
    { ...options, swept: (count) => counts.push(count) },
    () => 0.5,
  );
  return { clock, events, counts, handle };
}

test('what is older is removed, now and then, until it is stopped', async () => {
  const asked: number[] = [];
  const { clock, counts, handle } = sweeper(async (before) => asked.push(before));
  const start = clock.wallTime();
  await clock.advance(2_600);
  expect(asked.map((before) => before - start)).toEqual([500 - 5_000, 1_500 - 5_000, 2_500 - 5_000]);
  expect(counts).toEqual([1, 2, 3]);
  handle.clear();
  await clock.advance(10_000);
  expect(asked).toHaveLength(3);
});

test('a failure is told, and the next sweep comes', async () => {
  let attempts = 0;
  const { clock, events, counts } = sweeper(async () => {
    attempts++;
    if (attempts !== 3) throw new Error('down');
    return 7;
  });
  await clock.advance(3_600);
  expect(events).toMatchObject([
    { type: 'worker.failed', worker: 'photos sweep', attempt: 1, retryInMs: 1_000 },
    { type: 'worker.failed', attempt: 2 },
    // After one that went well.
    { type: 'worker.failed', attempt: 1 },
  ]);
  expect(counts).toEqual([7]);
});

test('nothing follows a sweep that was under way when it was stopped', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const { clock, handle } = sweeper(() => promise);
  await clock.advance(600);
  handle.clear();
  resolve(0);
  await clock.advance(10_000);
  expect(clock.pending).toBe(0);
});
