import { expect, test } from 'vitest';
import { scenarioLookup } from './scenario-lookup.ts';
import { rehearsedRollout } from './testing/index.ts';

test('a moment belongs to what began last, the quiet after it too, and never to what was skipped', () => {
  const { scenarios } = rehearsedRollout()
    .scenario('scale', 60_000, 60_000, 'there is one pod')
    .scenario('kill', 70_000, 80_000)
    .build();
  const scenarioAt = scenarioLookup(scenarios);
  expect([-1, 0, 5000, 10_000, 65_000, 70_000, 90_000].map(scenarioAt)).toEqual([
    undefined,
    'start',
    'start',
    'rollout',
    'rollout',
    'kill',
    'kill',
  ]);
});
