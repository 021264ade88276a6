import { expect, test } from 'vitest';
import { recommendedReplicas, type MeasuredPod } from './recommendation.ts';

const using = (...utilisations: number[]): MeasuredPod[] =>
  utilisations.map((utilisation) => ({ ready: true, pending: false, utilisation }));
const unready: MeasuredPod = { ready: false, pending: false, utilisation: 300 };
const unmeasured: MeasuredPod = { ready: true, pending: false, utilisation: undefined };
const pending: MeasuredPod = { ready: false, pending: true, utilisation: undefined };

test.each([
  ['§7 ready pods × utilisation ÷ target, rounded up', 2, using(100, 80), 50, 4],
  ['§7 down as well', 4, using(10, 10, 10, 10), 50, 1],
  ['§7 within the tolerance of 0.1 nothing changes', 3, using(55, 55, 55), 50, 3],
  ['§7 beyond it something does', 3, using(56, 56, 56), 50, 4],
  ['§7 unready pods use nothing when it would go up', 2, [...using(100), unready], 50, 2],
  ['§7 which may leave it within the tolerance', 4, [...using(70, 70, 70), unready], 50, 4],
  [
    '§7 the surge of a rollout counts, though it then goes up below the target',
    4,
    using(42, 42, 42, 42, 42),
    50,
    5,
  ],
  ['§7 unready pods do not count when it would go down', 3, [...using(10, 10), unready], 50, 1],
  [
    '§7 pods without a measurement use nothing when it would go up',
    3,
    [...using(100, 100), unmeasured],
    50,
    4,
  ],
  ['§7 and all of their request when it would go down', 3, [...using(20, 20), unmeasured], 50, 3],
  ['§7 of which that is all, whatever they use', 4, [...using(10, 10, 10), unmeasured], 50, 3],
  ['§7 but the target, where that is more', 3, [...using(120, 120), unmeasured], 180, 3],
  ['§7 at the target they are not counted', 3, [...using(50, 50), unmeasured], 50, 3],
  [
    '§7 the utilisation is in whole percent: what is above the tolerance by less is within',
    3,
    using(88.6, 88.6, 88.6),
    80,
    3,
  ],
  ['§7 nor does the part of a percent make a replica', 5, using(60.5, 60.5, 60.5, 60.5, 60.5), 50, 6],
  [
    '§7 a percent that only binary fractions miss is one',
    3,
    using(56 - 1e-12, 56 - 1e-12, 56 - 1e-12),
    50,
    4,
  ],
  ['§7 nor when it would stay', 3, [...using(48, 48), unready], 50, 3],
  [
    '§7 pods without a measurement never turn a step down into one up',
    4,
    [...using(10), unmeasured, unmeasured, unmeasured],
    50,
    4,
  ],
  ['§7 nor do more pods than replicas', 1, [...using(20, 20, 20), unmeasured], 50, 1],
  [
    '§7 nor do fewer pods than replicas make a step down of one up',
    9,
    [...using(100, 100), unmeasured],
    50,
    9,
  ],
  ['§7 a pending pod is not ready, whether it is measured or not', 3, [...using(10, 10), pending], 50, 1],
  [
    '§7 one that runs and is not measured counts as that, ready or not',
    3,
    [...using(10, 10), { ...unmeasured, ready: false }],
    50,
    3,
  ],
  ['§7 without any measurement nothing is recommended', 3, [unmeasured, unready], 50, undefined],
])('%s', (_, current, pods, target, replicas) => {
  expect(recommendedReplicas(current, pods, target)).toBe(replicas);
});
