import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { deadlineIn } from './deadline.ts';

test.each([
  ['brought forward', 400],
  ['put off', 1_600],
])('one that is %s passes then, and not as it would have', async (_, to) => {
  const clock = new VirtualClock();
  const deadline = deadlineIn(clock, 1_000);
  deadline.moveTo(clock.now() + to);
  await clock.advance(to - 1);
  expect([deadline.signal.aborted, deadline.remaining()]).toEqual([false, 1]);
  await clock.advance(1);
  expect([deadline.signal.aborted, deadline.remaining()]).toEqual([true, 0]);
});

test('one that has been cleared leaves nothing behind, and is moved no more', () => {
  const clock = new VirtualClock();
  const deadline = deadlineIn(clock, 1_000);
  deadline.moveTo(clock.now() + 400);
  deadline[Symbol.dispose]();
  deadline.moveTo(clock.now());
  expect([clock.pending, deadline.signal.aborted]).toEqual([0, false]);
});
