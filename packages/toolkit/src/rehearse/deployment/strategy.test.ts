import { expect, test } from 'vitest';
import { resolveStrategy } from './strategy.ts';

test('§6 defaults: surge 25 % rounded up, unavailable 25 % rounded down, deadline 600 s', () => {
  expect(resolveStrategy({}, 10)).toEqual({
    type: 'RollingUpdate',
    surge: 3,
    unavailable: 2,
    minReadySeconds: 0,
    progressDeadlineSeconds: 600,
  });
});

test.each([
  ['0%', '0%', 4, 0, 1],
  [0, 0, 4, 0, 1],
  ['25%', '25%', 1, 1, 0],
  ['25%', '25%', 3, 1, 0],
  ['100%', '50%', 3, 3, 1],
  [2, 5, 3, 2, 3],
  [0, 0, 0, 0, 0],
])(
  '§6 surge %s and unavailable %s of %d replicas are %d and %d',
  (maxSurge, maxUnavailable, replicas, surge, unavailable) => {
    const strategy = { rollingUpdate: { maxSurge, maxUnavailable } };
    expect(resolveStrategy({ strategy }, replicas)).toMatchObject({ surge, unavailable });
  },
);
