import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { interruption, orInterrupted } from './interruption.ts';

test('a signal that came just before is heard: by it alone, and the next one by who was there', async () => {
  const ends = vi.fn();
  process.on('SIGHUP', ends);
  onTestFinished(() => void process.off('SIGHUP', ends));
  // Is told in a later turn of the event loop.
  process.kill(process.pid, 'SIGHUP');
  using interrupted = interruption();
  await once(interrupted.signal, 'abort');
  expect(interrupted.signal.reason).toMatchObject({ code: 'SW_INTERRUPTED' });
  expect(ends).not.toHaveBeenCalled();
  const again = once(process, 'SIGHUP');
  process.kill(process.pid, 'SIGHUP');
  await again;
  expect(ends).toHaveBeenCalledOnce();
});

test('once it is over, signals are for who was there, the one that has just come too', async () => {
  const ends = vi.fn();
  process.on('SIGHUP', ends);
  onTestFinished(() => void process.off('SIGHUP', ends));
  const interrupted = interruption();
  process.kill(process.pid, 'SIGHUP');
  interrupted[Symbol.dispose]();
  await expect.poll(() => ends.mock.calls).toHaveLength(1);
  expect(interrupted.signal.aborted).toBe(false);
});

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
