import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../testing/index.ts';
import { judge } from './index.ts';

const broken = 'the workload was not complete and ready again 120 s after stall';
const pod = 'new-a';
const ofPod = { pod, container: 'app' } as const;
const exit = { type: 'container-exited', ...ofPod, exitCode: 3, reason: 'Error' } as const;

/** A rehearsal whose last scenario leaves the workload broken. */
function leftBroken(): EvidenceBuilder {
  return rehearsedRollout().scenario('stall', 60_000, 90_000, undefined, { broken });
}

function toldOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).filter(({ expectation }) => expectation.endsWith('/whole-again'));
}

test('a pod that the last scenario left not ready is told with why, as it was then', () => {
  const probe = { type: 'probe', ...ofPod, probe: 'readiness', outcome: 'failure' } as const;
  const evidence = leftBroken()
    .note(65_000, { type: 'pod-ready', pod, ready: false })
    .note(89_000, { ...probe, message: '/readyz answered 503', startedAt: 88_990 })
    .ended(pod, 95_000)
    .note(95_500, { ...probe, message: 'connect ECONNREFUSED', startedAt: 95_490 });
  expect(toldOf(evidence)).toEqual([
    expect.objectContaining({
      scenario: 'stall',
      outcome: 'fail',
      fault: 'no-recovery',
      what: 'The workload was not complete and ready again 120 s after stall: 1 of 3 pods not ready.',
      cause: 'its readiness probe fails: /readyz answered 503',
      fix: expect.stringContaining('what it lacks since then'),
      pod,
    }),
  ]);
});

test('one that exits by itself again and again is told by its last words', () => {
  const evidence = leftBroken()
    .note(65_000, exit, { type: 'pod-ready', pod, ready: false })
    .note(66_000, { type: 'container-started', ...ofPod, restartCount: 1 })
    .note(67_000, exit);
  const facts = { pod, container: 'app', restartCount: 1, stream: 'stderr', cut: false } as const;
  evidence.logs.push({ at: 66_900, ...facts, text: 'Error: the pool is closed' });
  expect(toldOf(evidence)[0]?.cause).toBe(
    'its container exited by itself 2 times, last with code 3; it wrote: Error: the pool is closed',
  );
});

test('what the kubelet ended is none of what it exited by itself', () => {
  const kill = {
    type: 'container-killed',
    ...ofPod,
    reason: 'liveness probe failed',
    graceSeconds: 1,
  } as const;
  const evidence = leftBroken()
    .note(65_000, kill, exit, { type: 'pod-ready', pod, ready: false })
    .note(66_000, { type: 'container-started', ...ofPod, restartCount: 1 })
    .note(67_000, exit);
  expect(toldOf(evidence)[0]?.cause).toMatch(/^its container exited by itself 1 time, last with code 3;/);
});

test('nothing is held against a pod that is starting, or that waits since it was struck, nor where none is not ready', () => {
  const struck = { type: 'measured', scenario: 'stall', what: 'struck', value: 'SIGKILL', pod } as const;
  const waiting = leftBroken().note(65_000, struck, exit, { type: 'pod-ready', pod, ready: false });
  const starting = leftBroken()
    .note(65_000, exit, { type: 'pod-ready', pod, ready: false })
    .note(89_900, { type: 'container-started', ...ofPod, restartCount: 1 });
  for (const evidence of [waiting, starting, leftBroken()])
    expect(toldOf(evidence).map(({ outcome }) => outcome)).toEqual(['not-shown']);
});

test('what an expectation of the scenario tells already, and a workload that is whole again, are not told', () => {
  const facts = { type: 'measured', scenario: 'stall' } as const;
  expect(toldOf(rehearsedRollout().scenario('stall', 60_000, 90_000))).toEqual([]);
  const evidence = rehearsedRollout()
    .scenario('dependency-outage', 60_000, 90_000, undefined, { broken })
    .note(65_000, { type: 'pod-ready', pod, ready: false })
    .note(85_000, { ...facts, scenario: 'dependency-outage', what: 'dependency-recovered', value: false });
  expect(judge(evidence.build()).filter(({ fault }) => fault === 'no-recovery')).toEqual([
    expect.objectContaining({ expectation: 'dependency-outage/recovers' }),
  ]);
  const drained = rehearsedRollout()
    .scenario('drain-node', 60_000, 90_000, undefined, { broken })
    .note(65_000, exit, { type: 'pod-ready', pod, ready: false })
    .note(89_000, { ...facts, scenario: 'drain-node', what: 'drained', value: false });
  expect(toldOf(drained)).toEqual([]);
});
