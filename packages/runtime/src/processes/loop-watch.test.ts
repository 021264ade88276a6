import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { watchLoop, type LoopWatch } from './loop-watch.ts';

let clock: VirtualClock;
let told: string[];
let waited: number;
let loop: LoopWatch;
beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  waited = 0;
  loop = watchLoop({
    clock,
    pid: 1,
    limits: { stallThresholdMs: 5_000, heartbeatMs: 500 },
    onChange: ({ alive }) => told.push(alive ? 'alive' : 'stalled'),
    onHopeless: () => told.push('hopeless'),
    waitedMs: () => waited,
  });
});

async function beatFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    loop.beat();
    await clock.advance(500);
  }
}

test('a loop that beats is alive', async () => {
  loop.watch();
  await beatFor(60_000);
  expect(told).toEqual([]);
});

test('silence beyond the threshold is a stall, and hopeless ten seconds later', async () => {
  loop.watch();
  await beatFor(1_000);
  await clock.advance(4_000);
  expect(told).toEqual([]);
  await clock.advance(1_000);
  expect(told).toEqual(['stalled']);
  await clock.advance(9_000);
  expect(told).toEqual(['stalled']);
  await clock.advance(2_000);
  expect(told).toEqual(['stalled', 'hopeless']);
});

test('one that turns again in time is spared', async () => {
  loop.watch();
  await clock.advance(8_000);
  await beatFor(30_000);
  expect(told).toEqual(['stalled', 'alive']);
});

test('time in which the process was not let run does not count', async () => {
  loop.watch();
  waited = 500;
  await clock.advance(60_000);
  expect(told).toEqual([]);
});

test('its start is not judged', async () => {
  await clock.advance(60_000);
  expect(told).toEqual([]);
});
