import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alwaysOff, alwaysOn, parentBased, traceIdRatio } from './sampler.ts';
import { randomTraceId } from './span/index.ts';

const parent = (traceFlags: number) => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags });

describe('by ratio', () => {
  test('the rejection threshold is that of consistent probability sampling', () => {
    const half = traceIdRatio(0.5);
    expect(half.samples(undefined, `${'f'.repeat(18)}7fffffffffffff`)).toBe(false);
    expect(half.samples(undefined, `${'0'.repeat(18)}80000000000000`)).toBe(true);
    // 1 % is th:fd70a3d70a3d7 there: the first 13 of the 14 digits decide.
    const hundredth = traceIdRatio(0.01);
    expect(hundredth.samples(undefined, `${'0'.repeat(18)}fd70a3d70a3d60`)).toBe(false);
    expect(hundredth.samples(undefined, `${'0'.repeat(18)}fd70a3d70a3d80`)).toBe(true);
  });

  test('0 takes none and 1 takes all', () => {
    expect(traceIdRatio(0).samples(undefined, 'f'.repeat(32))).toBe(false);
    expect(traceIdRatio(1).samples(undefined, '0'.repeat(32))).toBe(true);
  });

  test('a trace sampled at a ratio is sampled at every higher one', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(ratio, ratio, (a, b) => {
        const id = randomTraceId();
        const [low, high] = [traceIdRatio(Math.min(a, b)), traceIdRatio(Math.max(a, b))];
        if (low.samples(undefined, id)) expect(high.samples(undefined, id)).toBe(true);
      }),
    );
  });

  test('takes about its share of random ids', () => {
    const tenth = traceIdRatio(0.1);
    const taken = Array.from({ length: 20_000 }, randomTraceId).filter((id) => tenth.samples(undefined, id));
    // Seven standard deviations of a binomial distribution: 2000 ± 42.
    expect(Math.abs(taken.length - 2000)).toBeLessThan(300);
  });

  test('asks no parent', () => {
    expect(traceIdRatio(0).samples(parent(1), 'f'.repeat(32))).toBe(false);
  });
});

test.each([
  ['a sampled parent', 1, true],
  ['a sampled parent with a random id', 3, true],
  ['an unsampled parent', 0, false],
  ['an unsampled parent with a random id', 2, false],
])('below %s', (_, flags, expected) => {
  expect(parentBased(alwaysOff).samples(parent(flags), '')).toBe(expected);
  expect(parentBased(alwaysOn).samples(parent(flags), '')).toBe(expected);
});

test('without a parent its root decides', () => {
  expect(parentBased(alwaysOn).samples(undefined, '')).toBe(true);
  expect(parentBased(alwaysOff).samples(undefined, '')).toBe(false);
});

test('names are the specification’s', () => {
  expect(alwaysOn.name).toBe('AlwaysOnSampler');
  expect(parentBased(traceIdRatio(0.0001)).name).toBe('ParentBased{root=TraceIdRatioBased{0.000100}}');
});
