import { expect, test } from 'vitest';
import { clockOf } from '../clock.ts';
import { VirtualClock } from '../testing/index.ts';
import { Arrivals } from './arrivals.ts';

test('requests are due at a constant rate', async () => {
  const clock = new VirtualClock();
  const due: number[] = [];
  new Arrivals(clock, (dueAt) => void due.push(dueAt)).rate(250);
  await clock.advance(1000);
  expect(due).toEqual(Array.from({ length: 250 }, (_, index) => (index + 1) * 4));
});

test('what a late wake-up missed is caught up in order, each with the time at which it was due', async () => {
  const virtual = new VirtualClock();
  // A thread that gets no turn before 100 ms are over, whatever it asked for.
  const late = clockOf({
    now: () => virtual.now(),
    after: (ms, run) => virtual.after(Math.max(ms, 100), run),
  });
  const sent: { dueAt: number; at: number }[] = [];
  new Arrivals(late, (dueAt) => void sent.push({ dueAt, at: virtual.now() })).rate(100);
  await virtual.advance(100);
  expect(sent).toEqual(Array.from({ length: 10 }, (_, index) => ({ dueAt: (index + 1) * 10, at: 100 })));
});

test('the rate changes at once and 0 pauses, and nothing that was due is left out', async () => {
  const clock = new VirtualClock();
  const due: number[] = [];
  const arrivals = new Arrivals(clock, (dueAt) => void due.push(dueAt));
  arrivals.rate(10);
  await clock.advance(150);
  arrivals.rate(100);
  await clock.advance(30);
  arrivals.rate(0);
  await clock.advance(10_000);
  expect(due).toEqual([100, 160, 170, 180]);
  expect(arrivals.perSecond).toBe(0);
});

test('a long backlog is caught up in parts, between which sockets are read, before another rate holds', async () => {
  const virtual = new VirtualClock();
  const late = clockOf({
    now: () => virtual.now(),
    after: (ms, run) => virtual.after(Math.max(ms, 500), run),
  });
  const due: number[] = [];
  const turns = new Set<number>();
  let turn = 0;
  const arrivals = new Arrivals(late, (dueAt) => {
    turns.add(turn);
    setImmediate(() => (turn += 1));
    due.push(dueAt);
  });
  arrivals.rate(1000);
  await virtual.advance(500);
  await arrivals.stop();
  expect(due).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  expect(turns.size).toBe(16);
});

test('a backlog that cannot be sent holds up the end for two seconds, not until all of it is sent', async () => {
  const virtual = new VirtualClock();
  const due: number[] = [];
  // It wakes with 5000 that are due, and sending one takes 10 ms.
  const busy = clockOf({
    now: () => virtual.now() + due.length * 10,
    after: (ms, run) => virtual.after(Math.max(ms, 5000), run),
  });
  const arrivals = new Arrivals(busy, (dueAt) => void due.push(dueAt));
  arrivals.rate(1000);
  await virtual.advance(5000);
  const before = due.length;
  await arrivals.stop();
  // 200 fit into two seconds; the turn that is under way then goes to its end.
  expect(due.length - before).toBeGreaterThanOrEqual(200);
  expect(due.length - before).toBeLessThan(200 + 32);
  expect(due).toEqual(Array.from(due, (_, index) => index + 1));
});
