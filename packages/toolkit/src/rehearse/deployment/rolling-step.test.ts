import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rollingStep, type RollingState } from './rolling-step.ts';

const set = (revision: number, desired: number, available = desired) => ({ revision, desired, available });

test('§6 the new set grows to what fits under replicas + surge, and nothing shrinks in that sync', () => {
  const state = { replicas: 10, surge: 3, unavailable: 2, current: set(2, 0), old: [set(1, 10)] };
  expect(rollingStep(state)).toEqual([{ revision: 2, desired: 3 }]);
});

test('§6 a new set that has more than the replicas shrinks to them', () => {
  const state = { replicas: 4, surge: 1, unavailable: 1, current: set(2, 6), old: [set(1, 2)] };
  expect(rollingStep(state)).toEqual([{ revision: 2, desired: 4 }]);
});

test('§6 old replicas shrink by what availability allows, new ones that are not available yet deducted', () => {
  const state = { replicas: 10, surge: 3, unavailable: 2, current: set(2, 3, 0), old: [set(1, 10)] };
  expect(rollingStep(state)).toEqual([{ revision: 1, desired: 8 }]);
});

test('§6 new replicas that are not available yet limit how many unhealthy old ones may go', () => {
  const state = { replicas: 10, surge: 3, unavailable: 2, current: set(2, 3, 0), old: [set(1, 10, 4)] };
  expect(rollingStep(state)).toEqual([{ revision: 1, desired: 8 }]);
});

test('§6 nothing shrinks while availability is at its minimum', () => {
  const state = { replicas: 10, surge: 3, unavailable: 2, current: set(2, 5, 0), old: [set(1, 8)] };
  expect(rollingStep(state)).toEqual([]);
});

test('§6 unhealthy old replicas go first, oldest set first', () => {
  const old = [set(1, 2, 0), set(2, 6, 5)];
  expect(rollingStep({ replicas: 10, surge: 0, unavailable: 3, current: set(3, 2), old })).toEqual([
    { revision: 1, desired: 0 },
    { revision: 2, desired: 5 },
  ]);
});

test('§6 what may go is shared by the old sets, the oldest first: no more of all together', () => {
  const state = { replicas: 10, surge: 0, unavailable: 2, current: set(3, 0) };
  expect(rollingStep({ ...state, old: [set(1, 5), set(2, 5)] })).toEqual([{ revision: 1, desired: 3 }]);
  expect(rollingStep({ ...state, old: [set(1, 1), set(2, 9)] })).toEqual([
    { revision: 1, desired: 0 },
    { revision: 2, desired: 8 },
  ]);
  expect(rollingStep({ ...state, old: [set(1, 5, 3), set(2, 5, 3)] })).toEqual([{ revision: 1, desired: 3 }]);
});

test('§6 trap 11: sums count spec.replicas, so that terminating pods make room for a surge', () => {
  // Of the 10 old ones, 2 terminate still; nobody counts them.
  const state = { replicas: 10, surge: 3, unavailable: 2, current: set(2, 3, 0), old: [set(1, 8)] };
  expect(rollingStep(state)).toEqual([{ revision: 2, desired: 5 }]);
});

test('§6 property: any rollout of a healthy program ends, never above replicas + surge by spec, never below the minimum', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 10 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }),
      (replicas, surge, maxUnavailable, arrivals) => {
        const unavailable = surge === 0 && maxUnavailable === 0 ? 1 : Math.min(maxUnavailable, replicas);
        let state: RollingState = {
          replicas,
          surge,
          unavailable,
          current: set(2, 0),
          old: [set(1, replicas)],
        };
        for (let sync = 0; state.current.available < replicas || (state.old[0]?.desired ?? 0) > 0; sync++) {
          expect(sync).toBeLessThan(1000);
          for (const { revision, desired } of rollingStep(state)) state = scaled(state, revision, desired);
          const [old] = state.old;
          expect(state.current.desired + (old?.desired ?? 0)).toBeLessThanOrEqual(replicas + surge);
          expect(state.current.available + (old?.available ?? 0)).toBeGreaterThanOrEqual(
            replicas - unavailable,
          );
          // Pods become available when they do, and in the end they do.
          if (arrivals[sync % arrivals.length] === true || sync > 100)
            state = { ...state, current: { ...state.current, available: state.current.desired } };
        }
      },
    ),
  );
});

function scaled(state: RollingState, revision: number, desired: number): RollingState {
  if (revision === 2) return { ...state, current: { ...state.current, desired } };
  return { ...state, old: [set(1, desired)] };
}
