import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

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

test('…of which only those count that the outage failed by a status, in its time', () => {
  const evidence = outOf('db');
  for (let n = 0; n < 4; n++) evidence.request(66_000 + n * 100, 'new-a', { fate: 'status', status: 500 });
  for (let n = 0; n < 5; n++) {
    evidence.request(50_000 + n * 100, 'new-a', { fate: 'status', status: 500 });
    evidence.request(66_000 + n * 100, 'new-a', { fate: 'closed', fresh: false });
  }
  expect(verdictOf(evidence, 'readiness-as-declared')?.outcome).toBe('pass');
});

test.each([
  [64_900, 'fail'],
  [67_000, 'pass'],
  [75_900, 'pass'],
  [76_100, 'fail'],
])('readiness that turned red at %d has followed an outage from 65 s to 75 s, or not: %s', (at, outcome) => {
  const evidence = outOf('db').note(at, { type: 'pod-ready', pod: 'new-a', ready: false });
  for (let n = 0; n < 9; n++) evidence.request(66_000 + n * 100, 'new-b', { fate: 'status', status: 500 });
  expect(verdictOf(evidence, 'readiness-as-declared')).toMatchObject({
    outcome,
    ...(outcome === 'fail' && { fault: 'readiness-never-red' }),
  });
});

test.each([
  ['readiness', 'pass'],
  ['nothing', 'not-shown'],
])('a worker whose pods show an outage by %s: %s', (by, outcome) => {
  const evidence = outOf('db');
  evidence.workload = { ...evidence.workload, unsent: 'No Service routes to the pods.' };
  if (by === 'readiness') evidence.note(67_000, { type: 'pod-ready', pod: 'new-a', ready: false });
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

test.each([
  ['after', 'config-change', 110_000],
  ['before', 'rollout', 44_000],
])('a container that liveness ends %s an outage was not ended by it', (_, scenario, end) => {
  const evidence = outOf('db').scenario('config-change', 100_000, 130_000);
  const facts = { pod: 'new-a', container: 'app' };
  for (const at of [end - 1000, end])
    evidence.note(at, {
      ...facts,
      type: 'probe',
      probe: 'liveness',
      outcome: 'failure',
      message: '',
      startedAt: at - 10,
    });
  evidence
    // Readiness alone followed it.
    .note(66_000, {
      ...facts,
      type: 'probe',
      probe: 'readiness',
      outcome: 'failure',
      message: '',
      startedAt: 65_990,
    })
    .note(end, { ...facts, type: 'container-killed', reason: 'liveness probe failed', graceSeconds: 30 })
    .note(end + 10, { ...facts, type: 'signal', signal: 'SIGTERM' })
    .note(end + 900, { ...facts, type: 'container-exited', exitCode: 0, reason: 'Completed' });
  evidence.request(end + 500, 'new-a', { fate: 'refused' });
  const name = `${scenario}/no-request-lost`;
  expect(judge(evidence.build()).find(({ expectation }) => expectation === name)?.fault).toBe(
    'liveness-kills-busy',
  );
});

/** The program of new-a exits at `at`, is started again after 10 s, and the requests that it is routed meanwhile are refused. */
function exits(evidence: EvidenceBuilder, at: number, pod = 'new-a'): EvidenceBuilder {
  evidence
    .note(at, { type: 'container-exited', pod, container: 'app', exitCode: 1, reason: 'Error' })
    .note(at + 10, { type: 'pod-ready', pod, ready: false })
    .started(pod, at + 10_000, 1)
    .note(at + 10_310, { type: 'pod-ready', pod, ready: true });
  for (let n = 0; n < 9; n++) evidence.request(at + 20 + n, pod, { fate: 'refused' });
  return evidence;
}

test.each([
  ['while a dependency is out', 66_000],
  ['soon after it is back', 79_900],
])('a program that exits %s is told with what it lost', (_, at) => {
  const evidence = exits(outOf('db'), at);
  const facts = {
    at,
    pod: 'new-a',
    container: 'app',
    restartCount: 0,
    stream: 'stderr',
    cut: false,
  } as const;
  for (const text of [
    'Error: Connection terminated unexpectedly',
    "Emitted 'error' event on Socket instance at:",
    '    at emitErrorNT (node:internal:170:8)',
  ])
    evidence.logs.push({ ...facts, text });
  expect(verdictOf(evidence, 'no-crash')).toMatchObject({
    fault: 'exits-on-outage',
    what: 'The program of 1 pod exited by itself while db was out, first with code 1; 9 requests lost to that.',
    cause: expect.stringMatching(/connection to db: it wrote: Error: Connection terminated/),
    requests: expect.objectContaining({ length: 9 }),
    pod: 'new-a',
  });
});

test('what is lost for want of any pod is lost to the exits as well, however long the outage lasts', () => {
  const evidence = outOf('db');
  for (const pod of ['new-a', 'new-b', 'new-c'])
    exits(evidence, 66_000, pod).note(66_010, {
      type: 'endpoint-seen',
      pod,
      proxy: 'proxy',
      state: 'unready',
    });
  for (let n = 0; n < 3; n++) evidence.request(66_100 + n, undefined, { fate: 'refused' });
  expect(verdictOf(evidence, 'no-crash')?.what).toContain('3 pods exited');
  expect(verdictOf(evidence, 'no-crash')?.what).toContain('30 requests lost');
});

test('probes of a process that has gone do not make liveness depend on what is out', () => {
  const evidence = exits(outOf('db'), 66_000);
  for (const startedAt of [65_990, 68_000, 70_000])
    evidence.note(startedAt + 10, {
      type: 'probe',
      pod: 'new-a',
      container: 'app',
      probe: 'liveness',
      outcome: 'failure',
      message: 'the container does not run',
      startedAt,
    });
  expect(verdictOf(evidence, 'liveness-stays-green')?.outcome).toBe('not-shown');
});

test('a program that exits as one dependency goes, just after another is back, exits for the one that goes', () => {
  const evidence = outOf('db')
    .note(77_000, { type: 'dependency', name: 'cache', state: 'cut' })
    .note(82_000, { type: 'dependency', name: 'cache', state: 'up' });
  expect(verdictOf(exits(evidence, 77_100), 'no-crash')?.what).toContain('while cache was out');
});

test('a program that is not there before the outage, or is told to end, does not exit for it', () => {
  expect(verdictOf(outOf('db'), 'no-crash')?.outcome).toBe('pass');
  const late = outOf('db').pod('late', 67_000);
  expect(verdictOf(exits(late, 70_000, 'late'), 'no-crash')?.outcome).toBe('pass');
  expect(verdictOf(outOf('db').ended('new-a', 66_000, { exitCode: 1 }), 'no-crash')?.outcome).toBe('pass');
});

test.each([
  ['before', 20_000, 'fail'],
  ['after', 85_000, 'fail'],
  ['then', 65_990, 'pass'],
])('a program that exits in an outage, and is ended on purpose %s: %s, %s', (_, at, outcome) => {
  const evidence = outOf('db')
    .note(at, { type: 'measured', scenario: 'kill', what: 'struck', value: true, pod: 'new-a' })
    .note(20_010, {
      type: 'container-exited',
      pod: 'new-a',
      container: 'app',
      exitCode: 137,
      reason: 'Error',
    })
    .started('new-a', 21_000, 1);
  expect(verdictOf(exits(evidence, 66_000), 'no-crash')?.outcome).toBe(outcome);
});

test('readiness is not blamed for the pod of a program that exits in the outage of an uncritical dependency', () => {
  const evidence = exits(outOf('cache'), 65_000);
  evidence.workload = { ...evidence.workload, dependencies: [{ name: 'cache', critical: false }] };
  expect(verdictOf(evidence, 'readiness-as-declared')?.outcome).toBe('pass');
  expect(verdictOf(evidence, 'no-crash')?.fault).toBe('exits-on-outage');
});

test('what is lost in an outage by nobody’s fault is told by its number', () => {
  const evidence = outOf('db');
  for (let n = 0; n < 500; n++) evidence.request(66_000 + n * 10, 'new-a', { fate: 'reset', fresh: false });
  expect(verdictOf(evidence, 'no-crash')).toMatchObject({
    outcome: 'pass',
    what: 'No container exited by itself while a dependency was out; requests lost: 500 while a dependency was out.',
  });
});
