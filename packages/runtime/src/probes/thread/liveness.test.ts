import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aliveAt, judge, stallEnded, type Liveness } from './liveness.ts';

const limits = { stallThresholdMs: 10_000, sampleMs: 500 };

/** A stretch of time as the probe thread sees it. */
interface Stretch {
  readonly ms: number;
  /** Whether the main loop turns. */
  readonly turns?: boolean;
  /** Share of the time that the scheduler throttles, 0 to 1. */
  readonly throttled?: number;
  /** True: the thread takes no samples in it, as if the process had been stopped. */
  readonly frozen?: boolean;
  readonly starting?: boolean;
}

/** Samples through `stretches` as the thread's timer would. */
function live(stretches: readonly Stretch[]): Liveness[] {
  let now = 1000;
  let beat = now;
  let liveness = aliveAt(now);
  const samples: Liveness[] = [];
  for (const { ms, turns = false, throttled = 0, frozen = false, starting = false } of stretches) {
    for (let left = ms; left > 0;) {
      const step = frozen ? left : Math.min(left, limits.sampleMs);
      left -= step;
      now += step;
      if (turns) beat = now;
      liveness = judge(liveness, { now, beat, waitedMs: step * throttled, watching: !starting }, limits);
      samples.push(liveness);
    }
  }
  return samples;
}

describe('liveness', () => {
  test.each<[string, boolean, Stretch[]]>([
    ['a loop that turns', true, [{ ms: 100_000, turns: true }]],
    ['a request of 3 s', true, [{ ms: 3000 }]],
    ['silence just below the threshold', true, [{ ms: 9999 }]],
    ['silence of the threshold', false, [{ ms: 10_000 }]],
    ['an endless loop', false, [{ ms: 60_000 }]],
    ['a loop that recovers', true, [{ ms: 60_000 }, { ms: 500, turns: true }]],
    ['silence after start has ended', false, [{ ms: 60_000, starting: true }, { ms: 10_000 }]],
    ['a start that blocks for a minute', true, [{ ms: 60_000, starting: true }]],
    ['a start that blocks, then a little silence', true, [{ ms: 60_000, starting: true }, { ms: 9000 }]],
    ['a minute, throttled for 90 % of it', true, [{ ms: 60_000, throttled: 0.9 }]],
    ['an endless loop, throttled for half of it', false, [{ ms: 20_000, throttled: 0.5 }]],
    ['an endless loop below its threshold by throttling', true, [{ ms: 19_000, throttled: 0.5 }]],
    ['a process stopped for an hour', true, [{ ms: 3_600_000, frozen: true }]],
    ['stopped, then busy below the threshold', true, [{ ms: 60_000, frozen: true }, { ms: 9000 }]],
    ['stopped, then an endless loop', false, [{ ms: 60_000, frozen: true }, { ms: 10_000 }]],
    [
      'stopped and throttled at once is excused once',
      false,
      [{ ms: 60_000, frozen: true, throttled: 1 }, { ms: 10_000 }],
    ],
    [
      'throttling before the silence excuses nothing',
      false,
      [{ ms: 60_000, turns: true, throttled: 1 }, { ms: 10_000 }],
    ],
  ])('%s: alive is %s', (_, alive, stretches) => {
    expect(live(stretches).at(-1)?.alive).toBe(alive);
  });

  test('what the scheduler tells of a time in which this thread did not run either is excused once', () => {
    const frozen = { ms: 5_500, frozen: true, throttled: 0.5 };
    expect(live([frozen]).at(-1)).toMatchObject({ excusedMs: 5_000, stalledMs: 500 });
  });

  test('an end of a stall is told with its length', () => {
    const [before, after] = live([{ ms: 12_000 }, { ms: 500, turns: true }]).slice(-2);
    expect(before && after && stallEnded(before, after)).toBe(12_500);
  });
});

const stretch = fc.record({
  ms: fc.integer({ min: 1, max: 20_000 }),
  throttled: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('what is excused never exceeds the silence, and no stretch of silence below the threshold fails', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ ...stretchModel(), turns: fc.boolean() }), { maxLength: 20 }),
      (stretches) => {
        for (const { silentFrom, sampledAt, excusedMs, stalledMs, alive } of live(stretches)) {
          const silent = sampledAt - silentFrom;
          expect(excusedMs).toBeLessThanOrEqual(silent + 1e-6);
          expect(stalledMs).toBeGreaterThanOrEqual(0);
          if (silent < limits.stallThresholdMs) expect(alive).toBe(true);
        }
      },
    ),
  );
});

test('an endless loop fails once the time in which it could run reaches the threshold, however throttled', () => {
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 20 }), (stretches) => {
      const run = stretches.reduce((sum, { ms, throttled }) => sum + ms * (1 - throttled), 0);
      const alive = live(stretches).at(-1)?.alive;
      if (run >= limits.stallThresholdMs + 1e-3) expect(alive).toBe(false);
      if (run < limits.stallThresholdMs - 1e-3) expect(alive).toBe(true);
    }),
  );
});

function stretchModel() {
  return {
    ms: fc.integer({ min: 1, max: 20_000 }),
    throttled: fc.double({ min: 0, max: 2, noNaN: true }),
    frozen: fc.boolean(),
    starting: fc.boolean(),
  };
}
