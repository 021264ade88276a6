import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const exit = {
  type: 'container-exited',
  pod: 'new-a',
  container: 'app',
  exitCode: 1,
  reason: 'Error',
} as const;
const oomKill = { ...exit, exitCode: 137, reason: 'OOMKilled' } as const;

function verdictOf(evidence: EvidenceBuilder) {
  return judge(evidence.build()).find(({ expectation }) => expectation === 'start/no-crash');
}

/** A rehearsal of the rollout alone. */
function rolloutAlone(): EvidenceBuilder {
  const evidence = rehearsedRollout();
  evidence.scenarios.shift();
  return evidence;
}

test.each([
  ['served already', 40_000, /cost one request, and not the program/],
  ['was never ready', 10_100, /run the same command .* by hand/],
])('what to do about the exit of a program that %s', (_, at, fix) => {
  expect(verdictOf(rehearsedRollout().note(at, exit))?.fix).toMatch(fix);
});

test('where nothing was lost to an exit, no loss is told', () => {
  expect(verdictOf(rehearsedRollout().note(20_000, exit))?.what).toMatch(/first with code 1\.$/);
});

test('what was lost to exits in calm times is told with them', () => {
  const evidence = rehearsedRollout().note(20_000, exit);
  for (let n = 0; n < 9; n++) evidence.request(20_010 + n, 'new-a', { fate: 'refused' });
  expect(verdictOf(evidence)?.what).toMatch(
    /exited by itself 1 time, first with code 1; 9 requests lost to such exits\.$/,
  );
});

test('what ends, and what is lost to that, while pods are harmed on purpose is none of it', () => {
  const evidence = rehearsedRollout().scenario('kill', 60_000, 90_000).note(70_000, exit);
  for (let n = 0; n < 3; n++) evidence.request(70_010 + n, 'new-a', { fate: 'refused' });
  expect(verdictOf(evidence)?.outcome).toBe('pass');
  evidence.note(20_000, { ...exit, pod: 'new-b' });
  evidence.request(20_010, 'new-b', { fate: 'refused' });
  expect(verdictOf(evidence)?.what).toMatch(/of new-b exited by itself 1 time, .*; 1 request lost/);
});

test('it is judged whatever scenarios were run', () => {
  expect(verdictOf(rolloutAlone())?.outcome).toBe('pass');
  expect(verdictOf(rolloutAlone().note(20_000, exit))?.fault).toBe('crashed');
});

test('a kill for memory is told here, unless the scenario that is about memory tells of it', () => {
  const evidence = rolloutAlone().note(20_000, oomKill);
  expect(verdictOf(evidence)).toMatchObject({
    fault: 'oom-killed',
    what: 'The kernel killed the container of new-a for memory 1 time; 0 requests lost to such kills.',
    cause: expect.stringContaining('its limit of 256 MiB'),
  });
  expect(verdictOf(evidence.scenario('oom', 60_000, 90_000, 'no step has a body'))?.fault).toBe('oom-killed');
  expect(verdictOf(evidence.scenario('oom', 60_000, 90_000))?.outcome).toBe('pass');
});

test.each([
  [10_100, 'pass'],
  [13_000, 'pass'],
  [30_000, 'fail'],
])('to exit while a Job runs beside the pods is a way of waiting for it: at %d, %s', (at, outcome) => {
  const evidence = rehearsedRollout()
    .note(9000, { type: 'pod-created', pod: 'seed-1', revision: 0 })
    .note(10_500, { ...exit, pod: 'seed-1', container: 'seed', exitCode: 0, reason: 'Completed' });
  expect(verdictOf(evidence.note(at, exit))?.outcome).toBe(outcome);
});
