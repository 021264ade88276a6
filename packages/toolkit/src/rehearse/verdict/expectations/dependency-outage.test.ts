import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** Dependencies that are out from 65 s to 75 s; only the first is critical. */
function outOf(...names: readonly string[]): EvidenceBuilder {
  const evidence = rehearsedRollout().scenario('dependency-outage', 60_000, 90_000);
  const dependencies = names.map((name, index) => ({ name, critical: index === 0 }));
  evidence.workload = { ...evidence.workload, dependencies };
  for (const name of names)
    evidence
      .note(65_000, { type: 'dependency', name, state: 'cut' })
      .note(75_000, { type: 'dependency', name, state: 'up' });
  return evidence;
}

const verdictOf = (evidence: EvidenceBuilder, name: string) =>
  judge(evidence.build()).find(({ expectation }) => expectation === `dependency-outage/${name}`);

test.each([
  [1, 'pass'],
  [2, 'fail'],
])('%d failure of liveness in an outage: %s', (failures, outcome) => {
  const evidence = outOf('db');
  for (let n = 0; n < 5; n++)
    evidence.note(66_000 + n * 1000, {
      type: 'probe',
      pod: 'new-a',
      container: 'app',
      probe: 'liveness',
      outcome: n < failures ? 'failure' : 'success',
      message: '',
      startedAt: 66_000 + n * 1000 - 10,
    });
  expect(verdictOf(evidence, 'liveness-stays-green')?.outcome).toBe(outcome);
});

test.each([
  [4, 'pass'],
  [5, 'fail'],
])('%d failed requests in an outage that readiness does not notice: %s', (failures, outcome) => {
  const evidence = outOf('db');
  for (let n = 0; n < failures; n++)
    evidence.request(66_000 + n * 100, 'new-a', { fate: 'status', status: 500 });
  expect(verdictOf(evidence, 'readiness-as-declared')?.outcome).toBe(outcome);
});

test('a pod that turns unready while a critical dependency is out beside another is unready by that', () => {
  const evidence = outOf('db', 'cache')
    .note(67_000, { type: 'pod-ready', pod: 'new-a', ready: false })
    .ended('new-a', 95_000);
  expect(verdictOf(evidence, 'readiness-as-declared')?.outcome).toBe('pass');
});

test.each([
  [true, 'pass'],
  [false, 'fail'],
])('recovered: %s is a %s', (value, outcome) => {
  const evidence = outOf('db').note(80_000, {
    type: 'measured',
    scenario: 'dependency-outage',
    what: 'dependency-recovered',
    value,
  });
  expect(verdictOf(evidence, 'recovers')).toMatchObject({
    outcome,
    ...(outcome === 'fail' && { fault: 'no-recovery' }),
  });
});

test('what fails in the seconds after a dependency is back is lost to its outage', () => {
  const outcome = (at: number) => {
    const evidence = outOf('db');
    evidence.request(at, 'new-a', { fate: 'status', status: 500 });
    return judge(evidence.build()).find(({ expectation }) => expectation === 'start/load-answered')?.outcome;
  };
  expect(outcome(79_900)).toBe('pass');
  expect(outcome(80_100)).toBe('fail');
});

test('a container that liveness ends after an outage was not ended by it', () => {
  const evidence = outOf('db').scenario('config-change', 100_000, 130_000);
  const facts = { pod: 'new-a', container: 'app' };
  for (const at of [109_000, 110_000])
    evidence.note(at, {
      ...facts,
      type: 'probe',
      probe: 'liveness',
      outcome: 'failure',
      message: '',
      startedAt: at - 10,
    });
  evidence
    .note(110_000, { ...facts, type: 'container-killed', reason: 'liveness probe failed', graceSeconds: 30 })
    .note(110_010, { ...facts, type: 'signal', signal: 'SIGTERM' })
    .note(114_000, { ...facts, type: 'container-exited', exitCode: 0, reason: 'Completed' });
  evidence.request(110_500, 'new-a', { fate: 'refused' });
  const name = 'config-change/no-request-lost';
  expect(judge(evidence.build()).find(({ expectation }) => expectation === name)?.fault).toBe(
    'liveness-kills-busy',
  );
});

test('a program that exits while a dependency is out fails, and so do the requests that it loses by that', () => {
  const exits = {
    type: 'container-exited',
    pod: 'new-a',
    container: 'app',
    exitCode: 1,
    reason: 'Error',
  } as const;
  const evidence = outOf('db').note(66_000, exits).started('new-a', 67_000, 1);
  const id = evidence.request(66_010, 'new-a', { fate: 'refused' });
  const other = evidence.request(66_020, 'new-b', { fate: 'status', status: 500 });
  const verdict = verdictOf(evidence, 'no-exit');
  expect(verdict).toMatchObject({
    outcome: 'fail',
    fault: 'exits-on-outage',
    what: expect.stringContaining(
      'exited by themselves 1 time while db was out, first with code 1, and 1 request',
    ),
  });
  expect(verdict?.requests).toEqual([id]);
  expect(verdict?.requests).not.toContain(other);
});

test('a program that runs through an outage, or is ended by its liveness probe in one, did not exit by itself', () => {
  expect(verdictOf(outOf('db'), 'no-exit')?.outcome).toBe('pass');
  const killed = outOf('db')
    .note(66_000, {
      type: 'container-killed',
      pod: 'new-a',
      container: 'app',
      reason: 'liveness',
      graceSeconds: 30,
    })
    .note(66_500, { type: 'container-exited', pod: 'new-a', container: 'app', exitCode: 1, reason: 'Error' })
    .started('new-a', 67_000, 1);
  expect(verdictOf(killed, 'no-exit')?.outcome).toBe('pass');
});
