import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test.each([
  ['a pod that turns unready by a bad value is found', 63_000, 'fail'],
  ['the end of a pod is none of that', 89_000, 'pass'],
])('%s', (_, unreadyAt, outcome) => {
  const evidence = rehearsedRollout()
    .scenario('config-change', 60_000, 90_000)
    .note(61_000, { type: 'measured', scenario: 'config-change', what: 'config-bad', value: 'shop' })
    .note(unreadyAt, { type: 'pod-ready', pod: 'new-a', ready: false })
    .ended('new-a', 88_000);
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'config-change/bad-refused',
  );
  expect(verdict).toMatchObject({ outcome, ...(outcome === 'fail' && { fault: 'config-change-crash' }) });
});

test.each([
  ['after the good value', 62_000, 'fail', 'pass'],
  ['after the bad value', 64_000, 'pass', 'fail'],
  ['in the scenario after that', 95_000, 'pass', 'pass'],
])('an exit %s is held against what came before it', (_, exitAt, good, bad) => {
  const changed = { type: 'measured', scenario: 'config-change', value: 'shop' } as const;
  const exited = { type: 'container-exited', container: 'app', exitCode: 1, reason: 'Error' } as const;
  const evidence = rehearsedRollout()
    .scenario('config-change', 60_000, 90_000)
    .note(61_000, { ...changed, what: 'config-good' })
    .note(63_000, { ...changed, what: 'config-bad' })
    .note(exitAt, { ...exited, pod: 'new-a' })
    .scenario('scale', 92_000, 99_000);
  const outcomeOf = (name: string) =>
    judge(evidence.build()).find(({ expectation }) => expectation === `config-change/${name}`)?.outcome;
  expect([outcomeOf('good-taken'), outcomeOf('bad-refused')]).toEqual([good, bad]);
});
