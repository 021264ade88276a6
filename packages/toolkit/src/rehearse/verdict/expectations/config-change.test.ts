import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

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
