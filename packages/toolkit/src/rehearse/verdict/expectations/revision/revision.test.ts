import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const pod = 'bad';

/** A rollout of a revision that is broken on purpose; its one pod is created at 61 s. */
function broken(scenario: 'bad-config' | 'failing-migration' | 'config-change'): EvidenceBuilder {
  const findings = {
    'bad-config': { what: 'variable-broken', value: 'DATABASE_URL' },
    'failing-migration': { what: 'init-broken', value: 'migrate' },
    'config-change': { what: 'config-bad', value: 'shop' },
  } as const;
  return rehearsedRollout()
    .scenario(scenario, 60_000, 90_000)
    .note(60_500, { type: 'measured', scenario, ...findings[scenario] })
    .note(61_000, { type: 'rollout-started', revision: 3 }, { type: 'pod-created', pod, revision: 3 });
}

function exited(evidence: EvidenceBuilder, container: string): EvidenceBuilder {
  return evidence
    .note(61_500, { type: 'container-started', pod, container, restartCount: 0 })
    .note(61_800, { type: 'container-exited', pod, container, exitCode: 1, reason: 'Error' });
}

const verdictOf = (evidence: EvidenceBuilder, name: string) =>
  judge(evidence.build()).find(({ expectation }) => expectation === name);

test('a migration that was seen to fail stopped the rollout, one that was not shows nothing', () => {
  const name = 'failing-migration/stops-the-rollout';
  expect(verdictOf(exited(broken('failing-migration'), 'migrate'), name)).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('failed 1 time'),
  });
  expect(verdictOf(broken('failing-migration'), name)?.outcome).toBe('not-shown');
});

test('a container that is not even created has failed fast', () => {
  const evidence = broken('bad-config').note(61_500, {
    type: 'container-waiting',
    pod,
    container: 'app',
    reason: 'CreateContainerConfigError',
    forMs: 12_000,
  });
  expect(verdictOf(evidence, 'bad-config/fails-fast')).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('CreateContainerConfigError'),
  });
});

test('where its lines were too many to be kept, nothing is said of their silence', () => {
  const evidence = exited(broken('bad-config'), 'app');
  expect(verdictOf(evidence, 'bad-config/fails-fast')?.fault).toBe('config-error-silent');
  evidence.droppedLines = 1;
  expect(verdictOf(evidence, 'bad-config/fails-fast')?.outcome).toBe('not-shown');
});

test('a new pod that refuses the bad value is no crash of those that run', () => {
  const evidence = exited(broken('config-change'), 'app');
  expect(verdictOf(evidence, 'config-change/bad-refused')?.outcome).toBe('pass');
});
