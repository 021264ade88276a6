import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalingStep } from './scaling-step.ts';

const set = (revision: number, desired: number, maxReplicas: number) => ({ revision, desired, maxReplicas });
const sizes = (state: Parameters<typeof scalingStep>[0]) =>
  Object.fromEntries(scalingStep(state).map(({ revision, desired }) => [revision, desired]));

test('§6 a set that is alone takes the whole number', () => {
  expect(sizes({ replicas: 2, surge: 1, sets: [set(1, 8, 10)] })).toEqual({ 1: 2 });
});

test.each([
  ['a change is shared in proportion', 12, 3, [set(1, 3, 5), set(2, 2, 5)], { 1: 9, 2: 6 }],
  ['also when it goes down', 5, 1, [set(1, 9, 15), set(2, 6, 15)], { 1: 4, 2: 2 }],
  ['what rounding leaves over goes to the largest', 7, 2, [set(1, 4, 5), set(2, 1, 5)], { 1: 7, 2: 2 }],
  ['of two of one size the newer grows by it', 4, 1, [set(1, 1, 2), set(2, 1, 2)], { 1: 2, 2: 3 }],
  ['and the older shrinks by it', 2, 1, [set(1, 2, 4), set(2, 2, 4)], { 1: 1, 2: 2 }],
  ['to 0 all go, whatever the surge', 0, 2, [set(1, 3, 5), set(2, 2, 5)], { 1: 0, 2: 0 }],
  ['what stands as it should is left', 4, 1, [set(1, 3, 6), set(2, 2, 6)], { 1: 3, 2: 2 }],
])('§6 a scaling during a rollout: %s', (_, replicas, surge, sets, expected) => {
  expect(sizes({ replicas, surge, sets })).toEqual(expected);
});

test('§6 property: the sets come to replicas + surge, and none below 0', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(fc.array(size, { minLength: 2, maxLength: 4 }), size, size, (desired, replicas, surge) => {
      const before = desired.reduce((sum, count) => sum + count, 0);
      const sets = desired.map((count, index) => set(index + 1, count, before));
      const scaled = scalingStep({ replicas, surge, sets }).map((it) => it.desired);
      expect(scaled.reduce((sum, count) => sum + count, 0)).toBe(replicas + surge);
      expect(Math.min(...scaled)).toBeGreaterThanOrEqual(0);
    }),
  );
});
