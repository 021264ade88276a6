import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/index.ts';
import { EpochClock } from './epoch-clock.ts';

test('the machine’s time that is set is followed once it is looked at, and not before', async () => {
  let setBy = 0;
  const clock = new VirtualClock();
  const epoch = new EpochClock(Object.assign(clock, { wallTime: () => 1_000_000 + clock.now() + setBy }));
  await clock.advance(500);
  expect(epoch.now()).toBe(1_000_500);
  setBy = -60_000;
  expect(epoch.now()).toBe(1_000_500);
  epoch.synchronise();
  expect(epoch.now()).toBe(940_500);
  // What it can’t be told from its resolution is no step.
  setBy += 2;
  epoch.synchronise();
  expect(epoch.now()).toBe(940_500);
});
