import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../judge.ts';

/** The liveness probe of new-a failed by then. */
function livenessFailed(evidence: EvidenceBuilder, message: string, startedAt: number): EvidenceBuilder {
  return evidence.note(84_000, {
    type: 'probe',
    pod: 'new-a',
    container: 'app',
    probe: 'liveness',
    outcome: 'failure',
    message,
    startedAt,
  });
}

/** After a rollout, the event loop of new-a was stopped from 65 s to 85 s. */
function loopStopped(): EvidenceBuilder {
  return rehearsedRollout().scenario('stall', 60_000, 90_000).note(85_000, {
    type: 'measured',
    scenario: 'stall',
    what: 'loop-stall-long',
    value: 20_000,
    pod: 'new-a',
  });
}

function used(evidence: EvidenceBuilder, cores: number): EvidenceBuilder {
  for (let at = 65_000; at <= 85_000; at += 500)
    evidence.usage.push({
      at,
      pod: 'new-a',
      container: 'app',
      memoryBytes: 0,
      cpuMs: (at - 65_000) * cores,
      throttledMs: undefined,
    });
  return evidence;
}

const killed = (evidence: EvidenceBuilder, at: number) =>
  evidence.note(at, {
    type: 'container-killed',
    pod: 'new-a',
    container: 'app',
    reason: 'liveness probe failed',
    graceSeconds: 30,
  });

const verdictOf = (evidence: EvidenceBuilder) =>
  judge(evidence.build()).find(({ expectation }) => expectation === 'stall/long-loop-stall-noticed');

test('an event loop that hangs and is not restarted fails', () => {
  expect(verdictOf(used(loopStopped(), 1))).toMatchObject({
    outcome: 'fail',
    fault: 'no-liveness-for-stall',
    what: expect.stringContaining('event loop stood still for 20.0 s'),
  });
});

test('restarted by its liveness probe, it passes', () => {
  expect(verdictOf(killed(used(loopStopped(), 1), 80_000))).toMatchObject({ outcome: 'pass' });
});

test('failed by its liveness probe, it passes', () => {
  const evidence = livenessFailed(used(loopStopped(), 1), '/livez answered 503', 83_990);
  expect(verdictOf(evidence)).toMatchObject({ outcome: 'pass', what: expect.stringContaining('19.0 s') });
});

test('a probe that was not answered in time is none that has noticed', () => {
  const evidence = livenessFailed(used(loopStopped(), 1), 'Error: no answer within 1 s', 83_000);
  expect(verdictOf(evidence)).toMatchObject({ outcome: 'fail', fault: 'no-liveness-for-stall' });
});

test.each([
  [
    'a readiness probe that fails',
    { probe: 'readiness', outcome: 'failure', message: '/readyz answered 503' },
  ],
  ['a liveness probe that passes', { probe: 'liveness', outcome: 'success', message: '/livez answered 200' }],
] as const)('%s has not noticed either', (_, probe) => {
  const facts = { type: 'probe', pod: 'new-a', container: 'app', startedAt: 83_990 } as const;
  const evidence = used(loopStopped(), 1).note(84_000, { ...facts, ...probe });
  expect(verdictOf(evidence)?.fault).toBe('no-liveness-for-stall');
});

test('another pod that is being restarted has nothing to do with it', () => {
  const evidence = used(loopStopped(), 1).note(59_000, {
    type: 'container-killed',
    pod: 'new-b',
    container: 'app',
    reason: 'liveness probe failed',
    graceSeconds: 30,
  });
  expect(verdictOf(evidence)?.fault).toBe('no-liveness-for-stall');
});

test('a loop that was hardly let run shows nothing, whatever ran before or beside it', () => {
  const evidence = used(loopStopped(), 0.4);
  const facts = { container: 'app', memoryBytes: 0, throttledMs: undefined };
  evidence.usage.unshift({ ...facts, at: 30_000, pod: 'new-a', cpuMs: -30_000 });
  evidence.usage.push({ ...facts, at: 85_000, pod: 'new-b', cpuMs: 60_000 });
  evidence.usage.push({ ...facts, at: 88_000, pod: 'new-a', cpuMs: 60_000 });
  expect(verdictOf(evidence)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('let run for 8.0 s'),
  });
});

test('a pod that was being restarted before, be it in another scenario, shows nothing', () => {
  expect(verdictOf(killed(used(loopStopped(), 1), 59_000))).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('being restarted already'),
  });
});

test('a kill that was over before is no restart that is under way', () => {
  const evidence = killed(used(loopStopped(), 1), 50_000).note(52_000, {
    type: 'container-exited',
    pod: 'new-a',
    container: 'app',
    exitCode: 0,
    reason: 'Completed',
  });
  evidence.started('new-a', 53_000, 1);
  expect(verdictOf(evidence)).toMatchObject({ outcome: 'fail', fault: 'no-liveness-for-stall' });
});

test('a kill by the long stall is not held against the short one before it', () => {
  const short = { type: 'measured', scenario: 'stall', what: 'loop-stall-short', value: 2000 } as const;
  const verdict = (killedAt: number) =>
    judge(killed(loopStopped().note(63_000, { ...short, pod: 'new-a' }), killedAt).build()).find(
      ({ expectation }) => expectation === 'stall/short-loop-stall-survived',
    );
  expect(verdict(80_000)?.outcome).toBe('pass');
  expect(verdict(64_000)?.fault).toBe('liveness-kills-busy');
});

test('nor is one by the long stall of the other way, which the same pod has of one or two', () => {
  const verdict = (pod: string) => {
    const measured = { type: 'measured', scenario: 'stall' } as const;
    const evidence = loopStopped()
      .note(63_000, { ...measured, what: 'loop-stall-short', value: 2000, pod: 'new-a' })
      .note(64_900, { ...measured, what: 'stall-long', value: 1000, pod });
    return judge(killed(evidence, 64_500).build()).find(
      ({ expectation }) => expectation === 'stall/short-loop-stall-survived',
    );
  };
  expect(verdict('new-a')?.outcome).toBe('pass');
  expect(verdict('new-b')?.fault).toBe('liveness-kills-busy');
});

test('where no event loop could be stopped, the reason is told', () => {
  const evidence = rehearsedRollout().scenario('stall', 60_000, 90_000);
  const value = 'its main process is server';
  evidence.note(61_000, {
    type: 'measured',
    scenario: 'stall',
    what: 'loop-stall-unable',
    value,
    pod: 'new-a',
  });
  expect(verdictOf(evidence)).toMatchObject({ outcome: 'not-shown', what: expect.stringContaining(value) });
});

test('a restart after all threads stopped is told in words', () => {
  const evidence = rehearsedRollout().scenario('stall', 60_000, 90_000).note(85_000, {
    type: 'measured',
    scenario: 'stall',
    what: 'stall-long',
    value: 20_000,
    pod: 'new-a',
  });
  const verdict = judge(killed(evidence, 76_000).build()).find(
    ({ expectation }) => expectation === 'stall/long-stall-restarted',
  );
  expect(verdict?.what).toBe('The kubelet set out to restart it 11.0 s after all its threads stopped.');
});
