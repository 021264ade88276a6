import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

test('a timer of more than the 24.8 days that setTimeout can wait fires when it is due, and not before', () => {
  const run = vi.fn();
  systemClock.after(60 * DAY_MS, run);
  vi.advanceTimersByTime(60 * DAY_MS - 1);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test('it can be cancelled after that time too', () => {
  const timer = systemClock.after(60 * DAY_MS, () => expect.unreachable());
  vi.advanceTimersByTime(30 * DAY_MS);
  timer.clear();
  expect(vi.getTimerCount()).toBe(0);
});

test('a sleep of a month takes a month', async () => {
  const awake = vi.fn();
  const sleep = systemClock.sleep(30 * DAY_MS).then(awake);
  await vi.advanceTimersByTimeAsync(30 * DAY_MS - 1);
  expect(awake).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await sleep;
});

test('a sleep for ever ends by its signal', async () => {
  const gone = new AbortController();
  const sleep = systemClock.sleep(Infinity, gone.signal);
  vi.advanceTimersByTime(1000 * DAY_MS);
  gone.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
  expect(vi.getTimerCount()).toBe(0);
});

test('what has been due for some microseconds comes at once, without a warning of Node’s', async () => {
  vi.useRealTimers();
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  onTestFinished(() => warned.mockRestore());
  await systemClock.sleep(-0.001);
  expect(warned).not.toHaveBeenCalled();
});
