import { expect, test } from 'vitest';
import { rehearsedRollout } from '../../testing/index.ts';
import { judge } from '../index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

test.each([
  [1, 0, '1 request under way, up to 1.5 s old, broken off 1.0 s after SIGTERM'],
  [
    1,
    100,
    '1 request under way, up to 1.5 s old, broken off 1.0 s after SIGTERM; 100 more requests got no answer within 5.0 s',
  ],
  [0, 3, '3 requests got no answer within 5.0 s of a program that had been told to end, and ran on'],
])('of %d requests that were broken off and %d that nobody answered: %s', (broken, unanswered, cause) => {
  const evidence = rehearsedRollout();
  for (let n = 0; n < broken; n++)
    evidence.request(STOP - 500, 'old-a', { fate: 'reset', endedAt: STOP + 1000 });
  for (let n = 0; n < unanswered; n++)
    evidence.request(STOP - 500, 'old-a', { fate: 'timeout', endedAt: STOP + 4500 });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toMatchObject([{ fault: 'in-flight-cut', cause }]);
});
