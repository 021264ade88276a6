import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

test('state that could not be written says nothing of what was lost', () => {
  const scenario = 'kill';
  const evidence = rehearsedRollout()
    .scenario(scenario, 60_000, 90_000)
    .note(61_000, { type: 'measured', scenario, what: 'state-written', value: false })
    .note(80_000, { type: 'measured', scenario, what: 'state-read', value: false, pod: 'new-b' });
  const name = 'kill/state-survives';
  expect(judge(evidence.build()).find(({ expectation }) => expectation === name)?.outcome).toBe('not-shown');
});
