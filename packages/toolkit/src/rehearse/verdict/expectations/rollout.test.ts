import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test('a single moment without anybody to route to is told, with how long it was', () => {
  const evidence = rehearsedRollout();
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence
      .note(20_000, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
      .note(21_500, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  const name = 'rollout/always-an-endpoint';
  expect(judge(evidence.build()).find(({ expectation }) => expectation === name)).toMatchObject({
    outcome: 'fail',
    fault: 'surge-downtime',
    what: 'For 1.5 s no pod was ready and routed to.',
    at: 20_000,
  });
});

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
