import { expect, test } from 'vitest';
import { EvidenceBuilder, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const AT = 60_000;

/** One pod is killed, and found ready again 2.3 s later; its proxy sees it go, and 0.3 s after that come back. */
function struck(evidence: EvidenceBuilder, pod: string): EvidenceBuilder {
  evidence
    .scenario('crash', AT, AT + 30_000)
    .note(AT, { type: 'measured', scenario: 'crash', what: 'struck', value: 'SIGKILL', pod })
    .note(AT + 10, { type: 'container-exited', pod, container: 'app', exitCode: 137, reason: 'Error' })
    .note(AT + 600, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
    .started(pod, AT + 2000, 1)
    .note(AT + 2600, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  for (let n = 0; n < 100; n++) evidence.request(AT + 5000 + n * 10, pod);
  return evidence;
}

function verdictOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === 'crash/others-carry-on');
}

test.each<[string, readonly (readonly [afterMs: number, pod: string | undefined])[]]>([
  [
    'the proxy still sends to it',
    [
      [100, 'one-a'],
      [1000, 'one-a'],
      [1500, 'one-a'],
    ],
  ],
  // The last one after the container is ready, and before the proxy sees that.
  [
    'the proxy has seen it go',
    [
      [700, undefined],
      [1000, undefined],
      [2400, undefined],
    ],
  ],
  [
    'both',
    [
      [100, 'one-a'],
      [1000, undefined],
      [2400, undefined],
    ],
  ],
])('with one pod nobody can carry on, and its losses are told: %s', (_, lost) => {
  const evidence = struck(new EvidenceBuilder().scenario('start', 0, 1000).pod('one-a', 0), 'one-a');
  for (const [afterMs, pod] of lost) evidence.request(AT + afterMs, pod, { fate: 'refused' });
  expect(verdictOf(evidence)).toMatchObject({
    outcome: 'not-shown',
    what: 'With no other pod to carry on, none of 103 requests was lost but 3 to what was done on purpose.',
  });
});

test('what a lone pod loses long after it is back is its own', () => {
  const evidence = struck(new EvidenceBuilder().scenario('start', 0, 1000).pod('one-a', 0), 'one-a');
  evidence.request(AT + 3000, undefined, { fate: 'refused' });
  expect(verdictOf(evidence)).toMatchObject({ outcome: 'fail', fault: 'surge-downtime' });
});

test('with other pods there is one to carry on, and what finds none is lost', () => {
  const evidence = struck(rehearsedRollout(), 'new-a');
  evidence.request(AT + 100, 'new-a', { fate: 'reset' });
  expect(verdictOf(evidence)).toMatchObject({
    outcome: 'pass',
    what: 'None of 101 requests was lost but 1 to what was done on purpose.',
  });
  evidence.request(AT + 1000, undefined, { fate: 'refused' });
  expect(verdictOf(evidence)).toMatchObject({
    outcome: 'fail',
    fault: 'surge-downtime',
    what: '1 of 102 requests in crash was lost (9,804 per million), besides 1 to what was done on purpose.',
  });
});

test('each kind of loss that does not count is told', () => {
  const evidence = struck(rehearsedRollout(), 'new-a');
  evidence.request(AT + 7000, 'new-b', { fate: 'status', status: 503, retryAfter: true });
  evidence.request(AT + 7000, 'new-b', { fate: 'status', status: 500 });
  expect(verdictOf(evidence)?.what).toBe(
    'None of 102 requests was lost but 1 by 503 with Retry-After, 1 by errors of the program itself.',
  );
});
