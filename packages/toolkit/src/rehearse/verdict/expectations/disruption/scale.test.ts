import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test.each([
  [true, 'pass'],
  [false, 'fail'],
])('where the number of pods that was asked for came about: %s, scale is a %s', (value, outcome) => {
  const evidence = rehearsedRollout().scenario('scale', 60_000, 90_000);
  evidence
    .note(65_000, { type: 'measured', scenario: 'scale', what: 'scaled', value: true })
    .note(80_000, { type: 'measured', scenario: 'scale', what: 'scaled', value });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'scale/reaches-the-number',
  );
  expect(verdict).toMatchObject({ outcome, ...(outcome === 'fail' && { fault: 'scale-stuck', at: 80_000 }) });
});
