import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test('a preStop that uses the whole grace period up is what is told, and not that SIGKILL came', () => {
  const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 2000, exitCode: 137 });
  const facts = { type: 'hook-ended', pod: 'old-a', container: 'app', hook: 'preStop' } as const;
  evidence.note(11_090, { ...facts, outcome: 'timeout' });
  const verdict = judge(evidence.build()).filter(
    ({ expectation }) => expectation === 'rollout/exits-within-grace',
  );
  expect(verdict).toMatchObject([
    { fault: 'grace-too-short', what: expect.stringMatching(/^preStop of old-a/) },
  ]);
});

test('a pod that was struck in the scenario is not held to its grace period there', () => {
  const evidence = rehearsedRollout().scenario('drain-node', 60_000, 100_000);
  evidence
    .note(60_500, {
      type: 'measured',
      scenario: 'drain-node',
      what: 'struck',
      value: 'SIGSTOP',
      pod: 'new-a',
    })
    .ended('new-a', 61_000, { exitsMs: 30_000, exitCode: 137 });
  evidence.request(60_600, 'new-a', { fate: 'timeout', endedAt: 70_600 });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'drain-node/exits-within-grace',
  );
  expect(verdict?.outcome).toBe('not-shown');
});
