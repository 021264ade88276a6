import { expect, test } from 'vitest';
import type { PressureLevel } from '../../../events.ts';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { Readiness } from './readiness.ts';

/** Observes one level a second, and returns the seconds at which readiness changed. */
async function changes(...levels: [PressureLevel, number][]): Promise<number[]> {
  const clock = new VirtualClock();
  const readiness = new Readiness(clock);
  const seen: number[] = [];
  for (const [level, seconds] of levels)
    for (let second = 0; second < seconds; second++) {
      if (readiness.observe(level)) seen.push(clock.now() / 1000);
      await clock.advance(1000);
    }
  return seen;
}

test('a burst does not take the pod away, exhaustion of five seconds does', async () => {
  expect(await changes(['exhausted', 5], ['high', 1], ['exhausted', 5])).toEqual([]);
  expect(await changes(['calm', 2], ['exhausted', 6])).toEqual([7]);
});

test('it comes back after five seconds clearly below, not at once and not in between', async () => {
  expect(await changes(['exhausted', 6], ['high', 20])).toEqual([5]);
  expect(await changes(['exhausted', 6], ['calm', 4], ['high', 1], ['elevated', 6])).toEqual([5, 16]);
});
