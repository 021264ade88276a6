import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../requests.ts';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { podStories } from '../../pods/index.ts';
import { explainLosses } from '../index.ts';

/** What a request is lost to that is sent to new-a, and not answered in time. */
function causeOf(evidence: EvidenceBuilder, sentAt: number, facts: Partial<RequestRecord> = {}) {
  evidence.request(sentAt, 'new-a', { fate: 'timeout', endedAt: sentAt + 100, ...facts });
  const built = evidence.build();
  return explainLosses(built, podStories(built)).map(({ cause }) => cause);
}

test.each([
  [64_800, 'no-answer-in-time'],
  [64_950, 'struck'],
  [79_000, 'struck'],
  [89_900, 'struck'],
  [90_100, 'no-answer-in-time'],
])('of a pod that was stopped from 65 s to 80 s, what is sent at %d ms is lost to: %s', (sentAt, cause) => {
  const facts = { type: 'paused', pod: 'new-a', container: 'app', what: 'all threads' } as const;
  const evidence = rehearsedRollout()
    .scenario('stall', 60_000, 120_000)
    .note(65_000, { ...facts, paused: true })
    .note(80_000, { ...facts, paused: false });
  expect(causeOf(evidence, sentAt)).toEqual([cause]);
});

test('what another pod loses while one is stopped is its own', () => {
  const facts = { type: 'paused', pod: 'new-b', container: 'app', what: 'all threads' } as const;
  const evidence = rehearsedRollout().note(65_000, { ...facts, paused: true });
  expect(causeOf(evidence, 70_000)).toEqual(['no-answer-in-time']);
});

test.each([
  [250, 60_300, 'no-answer-in-time'],
  [250, 60_450, 'struck'],
  [250, 99_900, 'struck'],
  [250, 100_100, 'no-answer-in-time'],
  [0, 70_000, 'no-answer-in-time'],
])(
  'of a pod squeezed to %d thousandths of a core, what is late at %d ms is lost to: %s',
  (value, at, cause) => {
    const measured = { type: 'measured', scenario: 'cpu-squeeze', what: 'squeezed', pod: 'new-a' } as const;
    const evidence = rehearsedRollout()
      .scenario('cpu-squeeze', 60_000, 90_000)
      .note(60_500, { ...measured, value });
    expect(causeOf(evidence, at)).toEqual([cause]);
  },
);
