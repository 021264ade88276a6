import { expect, test } from 'vitest';
import type { ProbeOutcome, RehearsalEvent } from '../../../events.ts';
import { containerFacts, EvidenceBuilder, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

function asked(
  evidence: EvidenceBuilder,
  at: number,
  message: string,
  outcome: ProbeOutcome = 'failure',
): EvidenceBuilder {
  return evidence.note(at, {
    type: 'probe',
    pod: 'new-a',
    container: 'app',
    probe: 'liveness',
    outcome,
    message,
    startedAt: at - 10,
  });
}

function verdictOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/liveness-passes');
}

test('a liveness probe that a ready pod answers 404 will have it killed for ever', () => {
  expect(verdictOf(asked(rehearsedRollout(), 20_000, '/health answered 404'))).toMatchObject({
    fault: 'liveness-never-passes',
    what: 'None of 1 liveness probe of app passed: the kubelet restarts it again and again, as soon as 3 have failed, one every 10 s.',
    cause: 'its liveness probe fails: /health answered 404',
    fix: expect.stringContaining('what the liveness probe asks'),
    pod: 'new-a',
  });
});

test('it is told whatever scenarios were run', () => {
  const evidence = asked(rehearsedRollout(), 20_000, '/health answered 404');
  evidence.scenarios.shift();
  expect(verdictOf(evidence)?.fault).toBe('liveness-never-passes');
});

test('so will one that asks another port than the one the program listens on', () => {
  const evidence = asked(rehearsedRollout(), 20_000, 'Error: connect ECONNREFUSED 10.0.0.1:9090');
  expect(verdictOf(evidence)?.cause).toMatch(/; the program listens on port 8080$/);
});

test('one that passes at another time is sound, and one that is late or comes before the pod is ready tells nothing', () => {
  const passed = asked(asked(rehearsedRollout(), 20_000, '/health answered 503'), 30_000, 'ok', 'success');
  expect(verdictOf(passed)?.outcome).toBe('pass');
  const late = verdictOf(asked(rehearsedRollout(), 20_000, 'Error: no answer within 1 s'));
  expect(late).toMatchObject({
    outcome: 'not-shown',
    what: 'No liveness probe of app passed, and what failed may not be its fault: Error: no answer within 1 s.',
  });
  expect(verdictOf(asked(rehearsedRollout(), 10_100, '/health answered 404'))?.outcome).toBe('not-shown');
});

test('what a pod answers that is to end is held against nobody', () => {
  const evidence = asked(rehearsedRollout().ended('new-a', 19_000), 20_000, '/health answered 404');
  expect(verdictOf(evidence)?.outcome).toBe('not-shown');
  // Deleted, and not yet told to end.
  const deleted = asked(rehearsedRollout().ended('new-a', 19_000), 19_050, '/health answered 404');
  expect(verdictOf(deleted)?.outcome).toBe('not-shown');
});

test('of one that could not be asked the kubelet thinks nothing, as of a command that this machine lacks', () => {
  const evidence = asked(rehearsedRollout(), 20_000, 'Error: grpc_health_probe: not found', 'error');
  expect(verdictOf(evidence)?.outcome).toBe('not-shown');
});

test('what fails where the program has just ended, or is being ended, is held against nobody', () => {
  const facts = { pod: 'new-a', container: 'app' };
  const exited = rehearsedRollout().note(19_500, {
    type: 'container-exited',
    ...facts,
    exitCode: 1,
    reason: 'Error',
  });
  expect(verdictOf(asked(exited, 20_000, 'the container does not run'))?.outcome).toBe('not-shown');
  const killed = rehearsedRollout().note(19_500, {
    type: 'container-killed',
    ...facts,
    reason: 'startup probe failed',
    graceSeconds: 30,
  });
  expect(verdictOf(asked(killed, 20_000, '/health answered 503'))?.outcome).toBe('not-shown');
});

test('what fails while pods are harmed on purpose is held against nobody', () => {
  const evidence = rehearsedRollout().scenario('bad-config', 60_000, 90_000);
  expect(verdictOf(asked(evidence, 70_000, '/health answered 404'))?.outcome).toBe('not-shown');
});

test('without a readiness probe a port that is closed takes the threshold of the kubelet: it may be a start', () => {
  const unprobed = () => {
    const evidence = rehearsedRollout();
    const isReadiness = (event: RehearsalEvent) => 'probe' in event && event.probe === 'readiness';
    const kept = evidence.events.filter((event) => !isReadiness(event));
    evidence.events.splice(0, Infinity, ...kept);
    evidence.workload = { ...evidence.workload, containers: [containerFacts()] };
    return asked(evidence, 20_000, 'Error: connect ECONNREFUSED 10.0.0.1:8080');
  };
  expect(verdictOf(unprobed())?.outcome).toBe('not-shown');
  const killed = unprobed().note(21_000, {
    type: 'container-killed',
    pod: 'new-a',
    container: 'app',
    reason: 'liveness probe failed',
    graceSeconds: 30,
  });
  expect(verdictOf(killed)?.fault).toBe('liveness-never-passes');
});

test('where no liveness probe was asked nothing is claimed', () => {
  expect(verdictOf(rehearsedRollout())?.outcome).toBe('not-shown');
});
