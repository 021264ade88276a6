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

test('of a rollout that is stuck the last lines of what holds up its newest pod are told, be it an init container', () => {
  const evidence = rehearsedRollout();
  const begun = evidence.events.findIndex(
    (event) => event.type === 'rollout-complete' && event.revision === 2,
  );
  evidence.events.splice(begun, 1);
  const [pod, container] = ['new-d', 'migrate'];
  evidence.note(
    30_000,
    { type: 'pod-created', pod, revision: 2 },
    { type: 'container-started', pod, container, restartCount: 0 },
    { type: 'container-exited', pod, container, exitCode: 1, reason: 'Error' },
    { type: 'container-waiting', pod, container, reason: 'CrashLoopBackOff', forMs: 10_000 },
  );
  const text = 'the schema is newer than this';
  evidence.logs.push({ at: 30_000, pod, container, restartCount: 0, stream: 'stderr', text, cut: false });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'rollout/completes');
  expect(verdict).toMatchObject({ fault: 'rollout-stuck', pod, output: [text] });
});
