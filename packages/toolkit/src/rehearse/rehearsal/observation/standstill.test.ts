import { expect, test } from 'vitest';
import { clockOf } from '../../clock.ts';
import type { Happening } from '../../events.ts';
import { watchStandstills } from './standstill.ts';

test('a thread that stood still for a second and more is told, with how long; a busy one is not', () => {
  let now = 0;
  let due: (() => void) | undefined;
  const clock = clockOf({
    now: () => now,
    after: (_, run) => {
      due = run;
      return { clear: () => (due = undefined) };
    },
  });
  const notes: Happening[] = [];
  const stop = watchStandstills(clock, (happening) => notes.push(happening));
  for (const at of [100, 1190, 129_290, 129_390]) {
    now = at;
    due?.();
  }
  expect(notes).toEqual([{ type: 'stood-still', forMs: 128_000 }]);
  stop();
  expect(due).toBeUndefined();
});
