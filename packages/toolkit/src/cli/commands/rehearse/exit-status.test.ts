import { expect, test } from 'vitest';
import { exitStatusOf } from './exit-status.ts';

const pass = { outcome: 'pass' } as const;
const fail = { outcome: 'fail' } as const;
const notShown = { outcome: 'not-shown' } as const;
const excused = { outcome: 'not-shown', isExcused: true } as const;

test.each([
  ['what held, and what was not shown', [pass, notShown], 0],
  ['a failure', [pass, fail], 1],
  ['a failure beside an excused one', [excused, fail, pass], 1],
  ['an excused failure alone', [pass, excused, notShown], 75],
])('the exit status after %s', (_, verdicts, status) => {
  expect(exitStatusOf(verdicts)).toBe(status);
});
