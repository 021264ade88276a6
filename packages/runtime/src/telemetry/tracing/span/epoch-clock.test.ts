import { expect, test } from 'vitest';
import { systemClock } from '../../../clock.ts';
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

test('milliseconds of the epoch are taken as they are, also from before the process', () => {
  const epoch = new EpochClock(new VirtualClock());
  const hourAgo = performance.timeOrigin - 3_600_000;
  expect(epoch.from(hourAgo)).toBe(hourAgo);
  expect(epoch.from(0.5)).toBe(epoch.at(0.5));
  // As of one that was rounded.
  expect(epoch.from(60_000)).toBe(epoch.at(60_000));
});

test('a performance.now() of a user is beside the runtime’s own times after the machine’s time was set, too', () => {
  const clock = { ...systemClock, wallTime: () => Date.now() + setBy };
  let setBy = 0;
  const epoch = new EpochClock(clock);
  setBy = 3_600_000;
  epoch.synchronise();
  const now = performance.now();
  expect(epoch.from(now)).toBe(epoch.at(now));
  expect(epoch.from(now)).toBeGreaterThan(Date.now() + 3_500_000);
});

test('what is no time is now', () => {
  const epoch = new EpochClock(new VirtualClock());
  const untyped = ['2026-01-01', null, undefined, {}, Number.NaN, new Date(Number.NaN)] as undefined[];
  for (const time of untyped) expect(epoch.from(time)).toBe(epoch.now());
});
