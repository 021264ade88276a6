import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test('a rollout that is complete only once all pods are taken away is stuck', () => {
  const evidence = rehearsedRollout();
  const begun = evidence.events.findIndex(
    (event) => event.type === 'rollout-complete' && event.revision === 2,
  );
  evidence.events.splice(begun, 1);
  evidence.note(60_500, { type: 'rollout-complete', revision: 2 });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'rollout/completes');
  expect(verdict).toMatchObject({ outcome: 'fail', fault: 'rollout-stuck' });
});
