import { expect, test } from 'vitest';
import { recommendedReplicas, type MeasuredPod } from './recommendation.ts';

const using = (...utilisations: number[]): MeasuredPod[] =>
  utilisations.map((utilisation) => ({ ready: true, utilisation }));
const unready: MeasuredPod = { ready: false, utilisation: 300 };
const unmeasured: MeasuredPod = { ready: true, utilisation: undefined };

test.each([
  ['§7 ready pods × utilisation ÷ target, rounded up', 2, using(100, 80), 50, 4],
  ['§7 down as well', 4, using(10, 10, 10, 10), 50, 1],
  ['§7 within the tolerance of 0.1 nothing changes', 3, using(55, 55, 55), 50, 3],
  ['§7 beyond it something does', 3, using(56, 56, 56), 50, 4],
  ['§7 unready pods use nothing when it would go up', 2, [...using(100), unready], 50, 2],
  ['§7 unready pods do not count when it would go down', 3, [...using(10, 10), unready], 50, 1],
  [
    '§7 pods without a measurement use nothing when it would go up',
    3,
    [...using(100, 100), unmeasured],
    50,
    4,
  ],
  ['§7 and all of their request when it would go down', 3, [...using(20, 20), unmeasured], 50, 3],
  ['§7 without any measurement nothing changes', 3, [unmeasured, unready], 50, 3],
])('%s', (_, current, pods, target, replicas) => {
  expect(recommendedReplicas(current, pods, target)).toBe(replicas);
});
