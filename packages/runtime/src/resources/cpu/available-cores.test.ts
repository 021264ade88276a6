import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availableCores } from './index.ts';

test.each([
  [0.25, 8, 1],
  [0.5, 8, 1],
  [1, 8, 1],
  [1.5, 8, 2],
  [4, 2, 2],
  [undefined, 3, 3],
])('a quota of %s cores on %i CPUs is %i', (quota, cpus, cores) => {
  expect(availableCores({ readCpuQuota: () => quota }, cpus)).toBe(cores);
});

test('is a positive whole number within the quota, rounded up, and the CPUs', () => {
  fc.assert(
    fc.property(
      fc.option(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { nil: undefined }),
      fc.integer({ min: 1, max: 512 }),
      (quota, cpus) => {
        const cores = availableCores({ readCpuQuota: () => quota }, cpus);
        expect(Number.isInteger(cores)).toBe(true);
        expect(cores).toBeGreaterThanOrEqual(1);
        expect(cores).toBeLessThanOrEqual(cpus);
        expect(cores < (quota ?? Infinity) + 1).toBe(true);
      },
    ),
  );
});

test('needs no argument', () => {
  expect(availableCores()).toBeGreaterThanOrEqual(1);
});
