import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test('state that could not be written says nothing of what was lost', () => {
  const scenario = 'kill';
  const evidence = rehearsedRollout()
    .scenario(scenario, 60_000, 90_000)
    .note(61_000, { type: 'measured', scenario, what: 'state-written', value: false })
    .note(80_000, { type: 'measured', scenario, what: 'state-read', value: false, pod: 'new-b' });
  const name = 'kill/state-survives';
  expect(judge(evidence.build()).find(({ expectation }) => expectation === name)?.outcome).toBe('not-shown');
});

test.each([
  [
    'the pod that took it',
    ['new-a'],
    /^what is written stays in the process.*: new-a did not/,
    /outside the process/,
  ],
  ['every pod', ['new-a', 'new-b'], /^what is written stays in the process/, /outside the process/],
  [
    'another pod alone',
    ['new-b'],
    /^each replica has .* new-a took .*, and has it, new-b did not/,
    /all replicas share/,
  ],
])('state that is lost is told by who misses it: %s', (_, missing, cause, fix) => {
  const scenario = 'kill';
  const evidence = rehearsedRollout()
    .scenario(scenario, 60_000, 90_000)
    .note(61_000, { type: 'measured', scenario, what: 'state-written', value: true, pod: 'new-a' });
  for (const [index, pod] of ['new-a', 'new-b'].entries())
    evidence.note(80_000 + index, {
      type: 'measured',
      scenario,
      what: 'state-read',
      value: !missing.includes(pod),
      pod,
    });
  expect(judge(evidence.build())).toContainEqual(
    expect.objectContaining({
      fault: 'state-lost',
      cause: expect.stringMatching(cause),
      fix: expect.stringMatching(fix),
    }),
  );
});
