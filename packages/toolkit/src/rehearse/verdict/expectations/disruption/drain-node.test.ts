import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

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

test.each([
  [0, 'Every pod was evicted and replaced in 25.0 s.'],
  [2, 'Every pod was evicted and replaced in 25.0 s, 2 evictions refused by the budget on the way.'],
])('a drain that ends, %d evictions of which were refused', (refused, what) => {
  const evidence = rehearsedRollout().scenario('drain-node', 60_000, 90_000);
  for (let n = 0; n < 3; n++)
    evidence.note(61_000 + n * 1000, { type: 'eviction', pod: 'new-a', allowed: n >= refused });
  evidence.note(85_000, { type: 'measured', scenario: 'drain-node', what: 'drained', value: true });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'drain-node/completes');
  expect(verdict).toMatchObject({ outcome: 'pass', what });
});

test('a pod that was struck in a scenario before ends like any other once it is evicted', () => {
  const struck = { scenario: 'kill', what: 'struck', value: 'SIGKILL', pod: 'new-a' } as const;
  const exited = { pod: 'new-a', container: 'app', exitCode: 137, reason: 'Error' } as const;
  const evidence = rehearsedRollout().scenario('kill', 60_000, 100_000);
  evidence
    .note(61_000, { type: 'measured', ...struck })
    .note(61_010, { type: 'container-exited', ...exited });
  evidence.request(60_990, 'new-a', { fate: 'reset', endedAt: 61_010 });
  evidence.started('new-a', 62_000, 1).scenario('drain-node', 200_000, 240_000);
  evidence.note(200_000, { type: 'eviction', pod: 'new-a', allowed: true }).ended('new-a', 200_000);
  expect(judge(evidence.build())).toContainEqual(
    expect.objectContaining({
      expectation: 'drain-node/exits-within-grace',
      what: expect.stringMatching(/^1 pod ended/),
    }),
  );
});
