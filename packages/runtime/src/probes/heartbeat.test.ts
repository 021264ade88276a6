import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { startBeats } from './heartbeat.ts';

test('beats at once, and for as long as it is not cleared', async () => {
  const clock = new VirtualClock();
  const beats: number[] = [];
  const handle = startBeats(clock, 500, () => void beats.push(clock.now()));
  const from = clock.now();
  expect(beats).toEqual([from]);
  await clock.advance(1_000);
  expect(beats).toEqual([from, from + 500, from + 1_000]);
  handle.clear();
  await clock.advance(10_000);
  expect(beats).toHaveLength(3);
});
