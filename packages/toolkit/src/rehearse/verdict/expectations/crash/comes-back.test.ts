import { expect, test } from 'vitest';
import { containerFacts, EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const pod = 'two-a';

/** A pod of `app`, which has no readiness probe, and `api`, which has one. */
function twoContainers(): EvidenceBuilder {
  const evidence = new EvidenceBuilder();
  const containers = [containerFacts({ probes: {} }), containerFacts({ name: 'api' })];
  evidence.workload = { ...evidence.workload, containers };
  const probe = 'readiness';
  return evidence
    .scenario('start', 0, 1000)
    .note(
      0,
      { type: 'pod-created', pod, revision: 1 },
      { type: 'container-started', pod, container: 'app', restartCount: 0 },
      { type: 'container-started', pod, container: 'api', restartCount: 0 },
    )
    .note(
      300,
      { type: 'probe', pod, container: 'api', probe, outcome: 'success', message: '', startedAt: 290 },
      { type: 'probe-result', pod, container: 'api', probe, result: 'success' },
      { type: 'pod-ready', pod, ready: true },
      { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' },
    );
}

/** The container `app` is killed and started again half a second later. */
function struck(evidence: EvidenceBuilder, scenario: 'crash' | 'kill', at: number, restartCount: number) {
  return evidence
    .scenario(scenario, at, at + 20_000)
    .note(at, { type: 'measured', scenario, what: 'struck', value: 'SIGKILL', pod })
    .note(at + 10, { type: 'container-exited', pod, container: 'app', exitCode: 137, reason: 'Error' })
    .note(at + 500, { type: 'container-started', pod, container: 'app', restartCount });
}

function verdictOf(evidence: EvidenceBuilder, name: string) {
  return judge(evidence.build()).find(({ expectation }) => expectation === name);
}

test('a container without a readiness probe is back once it is started, whatever probes the others have', () => {
  const evidence = struck(twoContainers(), 'crash', 20_000, 1);
  expect(verdictOf(evidence, 'crash/comes-back')).toMatchObject({
    outcome: 'pass',
    what: 'Started again 0.5 s after SIGKILL.',
  });
});

test('what is started again is the container that was struck, and not one that began before it', () => {
  const evidence = struck(struck(twoContainers(), 'crash', 20_000, 1), 'kill', 50_000, 2);
  evidence
    .note(90_000, { type: 'pod-deleted', pod, graceSeconds: 30 })
    .note(91_000, { type: 'container-exited', pod, container: 'api', exitCode: 0, reason: 'Completed' });
  expect(verdictOf(evidence, 'kill/comes-back')?.outcome).toBe('pass');
});

test('a signal that is ignored is not the one that ends the container', () => {
  const evidence = twoContainers().note(15_000, {
    type: 'measured',
    scenario: 'crash',
    what: 'struck',
    value: 'SIGSEGV',
    pod,
  });
  expect(verdictOf(struck(evidence, 'crash', 20_000, 1), 'crash/comes-back')?.what).toBe(
    'Started again 0.5 s after SIGKILL.',
  );
});

test('a container that is started again and exits again has not come back', () => {
  const evidence = struck(twoContainers(), 'crash', 20_000, 1)
    .note(25_000, { type: 'container-exited', pod, container: 'app', exitCode: 1, reason: 'Error' })
    .note(26_000, { type: 'container-started', pod, container: 'app', restartCount: 2 });
  expect(verdictOf(evidence, 'crash/comes-back')).toMatchObject({
    fault: 'crash-loop',
    what: 'After SIGKILL the container exited 1 more time.',
  });
});

test('what is lost long after the restart of a container without a probe is not lost to its end', () => {
  const evidence = struck(twoContainers(), 'crash', 20_000, 1);
  evidence.request(35_000, pod, { fate: 'closed' });
  expect(verdictOf(evidence, 'crash/others-carry-on')?.fault).toBe('unexplained');
});
