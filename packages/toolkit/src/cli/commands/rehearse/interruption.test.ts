import { expect, test } from 'vitest';
import { orInterrupted } from './interruption.ts';

test('an error after an interruption is told as the interruption, one before as itself', async () => {
  const controller = new AbortController();
  const failure = new Error('ip failed');
  const running = () => orInterrupted(controller.signal, Promise.reject(failure));
  await expect(running()).rejects.toBe(failure);
  const reason = new Error('interrupted');
  controller.abort(reason);
  await expect(running()).rejects.toBe(reason);
});

test('what is done by then is given', async () => {
  expect(await orInterrupted(AbortSignal.abort(), Promise.resolve(1))).toBe(1);
});
