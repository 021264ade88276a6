import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test.each([
  ['is never let go', [false, false], 'budget-blocks-drain'],
  ['has to wait, and then takes too long', [false, true], 'drain-stuck'],
  ['takes too long', [true], 'drain-stuck'],
])('a pod that %s', (_, tries, fault) => {
  const evidence = rehearsedRollout().scenario('drain-node', 60_000, 90_000);
  for (const [index, allowed] of tries.entries())
    evidence.note(61_000 + index * 1000, { type: 'eviction', pod: 'new-a', allowed });
  evidence.note(85_000, { type: 'measured', scenario: 'drain-node', what: 'drained', value: false });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'drain-node/completes');
  expect(verdict).toMatchObject({ outcome: 'fail', fault });
});
