import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test('fires timers in order of time, then of creation, and no cancelled one', async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.after(20, () => fired.push(`b@${clock.now()}`));
  clock.after(10, () => fired.push(`a@${clock.now()}`));
  clock.after(20, () => fired.push(`c@${clock.now()}`));
  clock.after(15, () => fired.push('cancelled')).clear();
  await clock.advance(19);
  expect(fired).toEqual(['a@10']);
  await clock.advance(1);
  expect(fired).toEqual(['a@10', 'b@20', 'c@20']);
});

test('a sleep rejects with the reason of its signal and leaves no timer', async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const slept = clock.sleep(1000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(slept).rejects.toThrow('enough');
  expect(clock.pending).toBe(0);
});

test('a sleep leaves nothing at its signal', async () => {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  for (let n = 0; n < 3; n++) void clock.sleep(1000, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(3);
  await clock.advance(1000);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
