import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../testing/index.ts';
import { podStories } from '../pods/index.ts';
import { explainLosses } from './index.ts';

/** A pod is deleted at 30 s, its preStop runs for 5 s, and what it answers by 500 is lost to: */
function causeOf(preStopSeconds: number | undefined, sentAt: number) {
  const facts = { pod: 'late', container: 'app' };
  const evidence = rehearsedRollout()
    .pod('late', 20_000, 2)
    // Of a run before: liveness had it ended.
    .note(21_000, { type: 'hook-started', ...facts, hook: 'preStop' })
    .note(23_000, { type: 'container-exited', ...facts, exitCode: 0, reason: 'Completed' })
    .started('late', 24_000, 1)
    .note(30_000, { type: 'pod-deleted', pod: 'late', graceSeconds: 30 })
    .note(
      30_100,
      { type: 'container-killed', ...facts, reason: 'pod deleted', graceSeconds: 30 },
      { type: 'hook-started', ...facts, hook: 'preStop' },
    )
    .note(
      35_100,
      { type: 'hook-ended', ...facts, hook: 'preStop', outcome: 'success' },
      { type: 'signal', ...facts, signal: 'SIGTERM' },
    )
    .note(38_000, { type: 'container-exited', ...facts, exitCode: 0, reason: 'Completed' });
  evidence.workload = { ...evidence.workload, containers: [containerFacts({ preStopSeconds })] };
  evidence.request(sentAt, 'late', { fate: 'status', status: 500, fresh: false });
  const built = evidence.build();
  return explainLosses(built, podStories(built)).map(({ cause }) => cause);
}

test.each([
  ['that only sleeps', 5, 32_000, 'server-errors'],
  ['that only sleeps', 5, 36_000, 'rejects-while-draining'],
  ['that may have told the program', undefined, 30_050, 'server-errors'],
  ['that may have told the program', undefined, 29_000, 'server-errors'],
  ['that may have told the program', undefined, 32_000, 'rejects-while-draining'],
])('beside a preStop %s (%s s), an error at %d ms is one of: %s', (_, seconds, sentAt, cause) => {
  expect(causeOf(seconds, sentAt)).toEqual([cause]);
});
