import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { orAbort } from './or-abort.ts';

const enough = new Error('enough');
const never = new Promise<never>(() => {});

test('work counts that settles before its signal aborts, and nothing is left that listens', async () => {
  const { signal } = new AbortController();
  expect(await orAbort(Promise.resolve(7), signal)).toBe(7);
  await expect(orAbort(Promise.reject(enough), signal)).rejects.toBe(enough);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(await orAbort(Promise.resolve(7), undefined)).toBe(7);
});

test('work that hangs is left by the signal’s reason, be it from before or later', async () => {
  await expect(orAbort(never, AbortSignal.abort(enough))).rejects.toBe(enough);
  const controller = new AbortController();
  const left = orAbort(never, controller.signal);
  controller.abort(enough);
  await expect(left).rejects.toBe(enough);
});

test('what fails after it was left ends no process', async () => {
  const failing = Promise.withResolvers<void>();
  await expect(orAbort(failing.promise, AbortSignal.abort(enough))).rejects.toBe(enough);
  failing.reject(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});
