import { expect, test } from 'vitest';
import type { Verdict } from '../../verdict.ts';
import { notShownReasons } from './not-shown.ts';

function verdict(expectation: string, what: string, rest: Partial<Verdict> = {}): Verdict {
  return { pattern: 4, scenario: 'start', expectation, outcome: 'not-shown', what, ...rest };
}

test('expectations that are not shown for one reason stand together, with what would have them shown', () => {
  const reasons = notShownReasons([
    verdict('rollout/completes', 'The workload was never ready.'),
    verdict('start/no-crash', 'It exited.', { outcome: 'fail' }),
    verdict('oom/no-leak', 'The memory grew. It would be 5 MiB a minute.', { fix: 'watch it' }),
    verdict('kill/comes-back', 'The workload was never ready.'),
    verdict('stall/no-request-lost', 'It was lost: run it again.', { cause: 'the port', fix: 'wait' }),
  ]);
  expect(reasons).toEqual([
    'The workload was never ready (rollout/completes, kill/comes-back)',
    'The memory grew. It would be 5 MiB a minute (oom/no-leak). Next: watch it',
    'It was lost: run it again (stall/no-request-lost). Cause: the port. Next: wait',
  ]);
});
