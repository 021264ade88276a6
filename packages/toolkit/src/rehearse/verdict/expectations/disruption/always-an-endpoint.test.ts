import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const name = 'rollout/always-an-endpoint';

/** A rollout after which no proxy routes to anybody for a while. */
function withGap(evidence = rehearsedRollout(), ms = 1500): EvidenceBuilder {
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence
      .note(20_000, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
      .note(20_000 + ms, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  return evidence;
}

function verdictOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === name);
}

test('a single moment without anybody to route to is told, with how long it was', () => {
  expect(verdictOf(withGap())).toMatchObject({
    outcome: 'fail',
    fault: 'surge-downtime',
    what: 'For 1.5 s no pod was ready and routed to.',
    at: 20_000,
  });
});

test('what no clock of several processes can tell is no moment without anybody', () => {
  expect(verdictOf(withGap(rehearsedRollout(), 0.03))?.outcome).toBe('pass');
});

test('pods that became unready are not told to have been replaced', () => {
  expect(verdictOf(withGap())?.cause).toContain('though none was being replaced');
});

test('the end of a container by itself is told as that, and not held against the strategy', () => {
  const evidence = rehearsedRollout();
  const exit = { container: 'app', exitCode: 3, reason: 'Error' } as const;
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence.note(19_900, { type: 'container-exited', pod, ...exit });
  expect(verdictOf(withGap(evidence))).toMatchObject({
    fault: 'crashed',
    cause: expect.stringMatching(/new-., was not replaced but ended by itself, with exit code 3$/),
    fix: expect.not.stringContaining('maxSurge'),
  });
});

test.each([
  [3, 0, /^raise minReadySeconds.* can serve$/],
  [1, 0, /^raise minReadySeconds.*, with at least two replicas$/],
  [3, 1, /^maxUnavailable: 0 and maxSurge: 1 or more/],
])(
  'where old pods went too early, of %d with maxUnavailable: %d, what is missing is proposed',
  (replicas, maxUnavailable, fix) => {
    const evidence = rehearsedRollout();
    evidence.workload = { ...evidence.workload, replicas, maxUnavailable };
    for (const pod of ['new-a', 'new-b', 'new-c'])
      evidence.note(19_900, { type: 'pod-deleted', pod, graceSeconds: 30 });
    expect(verdictOf(withGap(evidence))).toMatchObject({
      fault: 'surge-downtime',
      cause: 'old pods went before new ones could serve',
      fix: expect.stringMatching(fix),
    });
  },
);
