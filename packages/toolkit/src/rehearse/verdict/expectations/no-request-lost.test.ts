import { expect, test } from 'vitest';
import { EvidenceBuilder, rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../judge.ts';

function rolloutVerdict(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === 'rollout/no-request-lost');
}

test('none lost under a punctual load passes', () => {
  expect(rolloutVerdict(rehearsedRollout())).toMatchObject({ outcome: 'pass' });
});

test.each([
  [49, 'not-shown'],
  [50, 'pass'],
])('none lost of %d requests: %s', (requests, outcome) => {
  const evidence = rehearsedRollout().scenario('scale', 60_000, 90_000);
  for (let n = 0; n < requests; n++) evidence.request(61_000 + n * 10, 'new-a');
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'scale/no-request-lost');
  expect(verdict?.outcome).toBe(outcome);
});

test('none lost under a load that was late itself is not shown: it may have missed the moment', () => {
  const evidence = rehearsedRollout();
  // As many as one in a hundred come late by themselves, when a thread is not let run.
  for (let at = 20_000; at < 20_300; at += 10) evidence.request(at + 1500, 'new-a', { dueAt: at });
  expect(rolloutVerdict(evidence)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('late by 1.5 s at p99, 1.5 s at most'),
  });
});

test('a loss stays one, however late the load was', () => {
  const evidence = rehearsedRollout();
  for (let at = 20_000; at < 20_300; at += 10)
    evidence.request(at + 1500, 'new-a', { dueAt: at, fate: 'reset' });
  expect(rolloutVerdict(evidence)).toMatchObject({ outcome: 'fail' });
});

test('what the next scenario did on purpose to a request that was under way is not held against the one before', () => {
  const evidence = rehearsedRollout()
    .scenario('kill', 60_000, 90_000)
    .note(60_010, { type: 'measured', scenario: 'kill', what: 'struck', value: 'SIGKILL', pod: 'new-a' });
  evidence.request(59_990, 'new-a', { fate: 'closed', endedAt: 60_012 });
  expect(rolloutVerdict(evidence)).toMatchObject({
    outcome: 'pass',
    what: expect.stringMatching(/ was lost but 1 to what the next scenario did on purpose\.$/),
  });
});
