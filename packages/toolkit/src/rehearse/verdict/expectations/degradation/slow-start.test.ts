import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** A new pod, late, starts at 61 s with a tenth of a core. */
function slowStart(): EvidenceBuilder {
  return rehearsedRollout()
    .scenario('slow-start', 60_000, 90_000)
    .note(61_000, { type: 'pod-created', pod: 'late', revision: 2 })
    .note(61_000, { type: 'container-started', pod: 'late', container: 'app', restartCount: 0 })
    .note(61_000, { type: 'measured', scenario: 'slow-start', what: 'squeezed', value: 100, pod: 'late' });
}

function killed(evidence: EvidenceBuilder, pod: string): EvidenceBuilder {
  const reason = 'startup probe failed';
  return evidence.note(70_000, { type: 'container-killed', pod, container: 'app', reason, graceSeconds: 30 });
}

const verdictOf = (evidence: EvidenceBuilder) =>
  judge(evidence.build()).find(({ expectation }) => expectation === 'slow-start/not-killed');

const ready = { type: 'pod-ready', pod: 'late', ready: true } as const;

test('a slow start that ends in readiness passes, whatever becomes of other pods', () => {
  expect(verdictOf(killed(slowStart().note(75_000, ready), 'new-a'))).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('14.0 s'),
  });
});

test('one that the startup probe ends fails', () => {
  expect(verdictOf(killed(slowStart().note(75_000, ready), 'late'))?.fault).toBe('liveness-kills-busy');
});

test('…and what its probe allows is told, with what to change', () => {
  const evidence = killed(slowStart().note(75_000, ready), 'late');
  const startup = {
    asks: 'GET /livez on port 9090',
    initialDelaySeconds: 0,
    periodSeconds: 2,
    timeoutSeconds: 1,
    failureThreshold: 4,
  };
  const containers = [containerFacts({ probes: { startup } }), containerFacts({ name: 'other', probes: {} })];
  evidence.workload = { ...evidence.workload, containers };
  expect(verdictOf(evidence)).toMatchObject({
    cause:
      'the startup probe failed while the program was only slow: it allows 8.0 s (4 failures, one every 2 s, of 1 s each)',
    fix: expect.stringMatching(/^give the startup probe more failures/),
  });
});

test('one that never ends fails', () => {
  expect(verdictOf(slowStart())?.fault).toBe('never-ready');
});
