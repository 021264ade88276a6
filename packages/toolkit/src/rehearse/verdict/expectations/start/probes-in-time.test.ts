import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** The verdict where so many probes of new-a, from a moment on, were not answered within their second. */
function verdictOf(count: number, from: number, tookMs = 5) {
  const evidence = rehearsedRollout();
  for (const request of evidence.requests) Object.assign(request, { sentAt: request.endedAt - tookMs });
  return probesOf(late(evidence, count, from));
}

function late(evidence: EvidenceBuilder, count: number, from: number): EvidenceBuilder {
  for (let n = 0; n < count; n++)
    evidence.note(from + n * 2000, {
      type: 'probe',
      pod: 'new-a',
      container: 'app',
      probe: 'readiness',
      outcome: 'failure',
      message: 'Error: no answer within 1 s',
      startedAt: from + n * 2000 - 1000,
    });
  return evidence;
}

function probesOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/probes-in-time');
}

test('three probes that time out while the pod answers requests are impatient, and two are chance', () => {
  expect(verdictOf(3, 20_000)?.fault).toBe('probe-timeout-too-short');
  expect(verdictOf(2, 20_000)?.outcome).toBe('pass');
});

test('probes that wait as long as requests are those of a program that is behind its load', () => {
  expect(verdictOf(3, 20_000, 1200)).toMatchObject({
    cause: expect.stringMatching(
      / took 1\.2 s and more: the program is behind the load of 100 requests a second$/,
    ),
    fix: expect.stringContaining('--rate'),
  });
  expect(verdictOf(3, 20_000, 900)?.fix).toMatch(/^raise timeoutSeconds/);
});

test('probes that time out while the pod answers nobody are not', () => {
  expect(verdictOf(3, 40_000)?.outcome).toBe('pass');
});

test('probes that time out are told whatever scenarios were run', () => {
  const evidence = late(rehearsedRollout(), 3, 20_000);
  evidence.scenarios.shift();
  expect(probesOf(evidence)?.fault).toBe('probe-timeout-too-short');
});
