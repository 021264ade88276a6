import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { RouteCost } from './costs/route-cost.ts';
import { Turns, type Turn } from './turns.ts';

const MIB = 2 ** 20;

/** A process with one thread. Its requests wait for something else, and then compute. */
interface Process {
  /** What a request waits, in milliseconds, and what it computes. */
  readonly waitMs: number;
  readonly computeMs: number;
  /** Clients that ask again at once. */
  readonly clients: number;
  /** Whether something else keeps the thread busy, and holds each request up for as long as it waits. */
  readonly busy?: boolean;
}

/** Runs the process for so many requests, and returns how many ran at once in the last fifth, and the share of idle time. */
async function run({ waitMs, computeMs, clients, busy = false }: Process, requests: number) {
  const clock = new VirtualClock();
  const seen = { idleMs: 0, ended: 0, running: 0, atOnce: 0 };
  const turns = new Turns(clock, () => seen.idleMs);
  const route = new RouteCost('GET /report', MIB);
  const settled = requests * 0.8;
  let threadFreeAt = 0;
  const begin = () => {
    while (seen.running < clients && turns.free && seen.ended < requests) {
      seen.running++;
      if (seen.ended > settled) seen.atOnce = Math.max(seen.atOnce, seen.running);
      const turn = turns.begin();
      clock.after(busy ? 2 * waitMs : waitMs, () => compute(turn));
    }
  };
  const compute = (turn: Turn) => {
    const from = Math.max(clock.now(), threadFreeAt);
    if (!busy) seen.idleMs += from - threadFreeAt;
    threadFreeAt = from + computeMs;
    clock.after(threadFreeAt - clock.now(), () => {
      seen.running--;
      seen.ended++;
      turns.end(turn, route);
      begin();
    });
  };
  begin();
  const everySecond = () => {
    turns.relax();
    if (seen.ended < requests) clock.after(1_000, everySecond);
  };
  everySecond();
  while (seen.ended < settled) await clock.advance(10);
  const before = { idleMs: seen.idleMs, at: clock.now() };
  while (seen.ended < requests) await clock.advance(10);
  const idleShare = (seen.idleMs - before.idleMs) / (clock.now() - before.at);
  return { atOnce: seen.atOnce, idleShare, turns, clock };
}

function freeTurns(turns: Turns): number {
  const held: Turn[] = [];
  while (turns.free && held.length < 100) held.push(turns.begin());
  for (const turn of held) turns.end(turn, undefined);
  return held.length;
}

describe('how many run at once', () => {
  test('a few more than keep the thread busy, however many clients there are', async () => {
    for (const clients of [10, 64, 400]) {
      const { atOnce, idleShare } = await run({ waitMs: 40, computeMs: 8, clients }, 2_000);
      expect(atOnce).toBeGreaterThanOrEqual(6);
      expect(atOnce).toBeLessThanOrEqual(10);
      expect(idleShare).toBeLessThan(0.1);
    }
  });

  test('the fewest for as long as they only compute', async () => {
    const { atOnce } = await run({ waitMs: 0, computeMs: 10, clients: 64 }, 10_000);
    expect(atOnce).toBeLessThanOrEqual(4);
  });

  test('no more because others were let in without a turn', async () => {
    const { turns, clock } = await run({ waitMs: 40, computeMs: 8, clients: 64 }, 2_000);
    const route = new RouteCost('GET /report', MIB);
    await clock.advance(1_000);
    // What is still to be judged of those before is judged without the crowd.
    for (let count = 0; count < 8; count++) {
      const turn = turns.begin();
      await clock.advance(20);
      turns.end(turn, route);
    }
    const before = freeTurns(turns);
    const crowd = Array.from({ length: 50 }, () => turns.begin());
    for (const turn of crowd.toReversed()) {
      await clock.advance(10);
      turns.end(turn, route);
    }
    expect(freeTurns(turns)).toBeLessThanOrEqual(before);
  });

  test('any number, while the thread is idle at times', async () => {
    const { atOnce } = await run({ waitMs: 1_000, computeMs: 1, clients: 200 }, 4_000);
    expect(atOnce).toBe(200);
  });

  test('as many as would be, where it is not each other that they wait for', async () => {
    const { atOnce } = await run({ waitMs: 400, computeMs: 0, clients: 60, busy: true }, 6_000);
    expect(atOnce).toBe(60);
  });

  test('any number again, once nothing was held up for long', async () => {
    const { turns, clock } = await run({ waitMs: 40, computeMs: 8, clients: 64 }, 500);
    expect(freeTurns(turns)).toBeLessThan(20);
    await clock.advance(9_000);
    turns.relax();
    expect(freeTurns(turns)).toBeLessThan(20);
    await clock.advance(2_000);
    turns.relax();
    expect(freeTurns(turns)).toBe(100);
  });
});

/** As many requests as may run, of 64 clients, each for as long as told; returns how many ran at once, after half of the time. */
async function serve64(turns: Turns, clock: VirtualClock, msOf: (running: number) => number) {
  const route = new RouteCost('GET /report', MIB);
  const atOnce: number[] = [];
  let running = 0;
  const begin = () => {
    while (turns.free && running < 64 && clock.now() < 30_000) {
      const turn = turns.begin();
      running++;
      clock.after(msOf(running), () => {
        running--;
        turns.end(turn, route);
        begin();
      });
    }
    atOnce.push(running);
  };
  begin();
  await clock.advance(40_000);
  const late = atOnce.slice(atOnce.length / 2);
  return late.reduce((sum, count) => sum + count, 0) / late.length;
}

test('no more than is of use, though they leave the thread idle at times', async () => {
  const clock = new VirtualClock();
  const turns = new Turns(clock, () => 0.1 * clock.now());
  // More than twelve are collected for longer than they compute; the thread is idle for a tenth of the time.
  const mean = await serve64(turns, clock, (running) => (running <= 12 ? 40 : (40 * running) / 12));
  expect(mean).toBeLessThan(22);
});

test('no more than are answered sooner, though they leave the thread idle for long', async () => {
  const clock = new VirtualClock();
  // Never idle at first, so that fewer run; after that nothing tells of the twelve of use but what is answered.
  const turns = new Turns(clock, () => 0.3 * Math.max(0, clock.now() - 3_000));
  const mean = await serve64(turns, clock, (running) => (running <= 12 ? 40 : (40 * running) / 12));
  expect(mean).toBeLessThan(22);
});

test('one slow moment while there are fewer does not let all of them in', async () => {
  const clock = new VirtualClock();
  const turns = new Turns(clock, () => 0);
  let most = 0;
  await serve64(turns, clock, (running) => {
    if (clock.now() > 3_000 && clock.now() < 9_000) most = Math.max(most, running);
    const isSlow = clock.now() > 1_000 && clock.now() < 1_400;
    return (isSlow ? 24 : 8) * running;
  });
  expect(most).toBeLessThan(40);
});

test('the thread is kept busy, by no more than it takes, for any request', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 100, max: 300 }),
      async (waitMs, computeMs, clients) => {
        const { atOnce, idleShare } = await run({ waitMs, computeMs, clients }, 3_000);
        expect(idleShare).toBeLessThan(0.15);
        expect(atOnce).toBeLessThanOrEqual(1.3 * (waitMs / computeMs) + 8);
      },
    ),
    { numRuns: 30 },
  );
});
