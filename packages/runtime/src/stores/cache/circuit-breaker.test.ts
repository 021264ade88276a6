import { expect, test, vi } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

function open() {
  const clock = new VirtualClock();
  const probe = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error('still down')));
  const changes: boolean[] = [];
  const onFailure = vi.fn<() => void>();
  const breaker = new CircuitBreaker({ clock, probe, onFailure, onChange: (to) => changes.push(to) });
  const fail = () => breaker.run(() => Promise.reject(new Error('down')), 'otherwise');
  return { clock, probe, changes, onFailure, breaker, fail };
}

test('opens after three failures in a row, and then asks nobody', async () => {
  const { breaker, fail, changes, onFailure } = open();
  await fail();
  await fail();
  await breaker.run(() => Promise.resolve(), undefined);
  await fail();
  await fail();
  expect(breaker.open).toBe(false);
  expect(await fail()).toBe('otherwise');
  expect(changes).toEqual([true]);
  const work = vi.fn<() => Promise<string>>();
  expect(await breaker.run(work, 'otherwise')).toBe('otherwise');
  expect(work).not.toHaveBeenCalled();
  expect(onFailure).toHaveBeenCalledTimes(5);
});

test('closes when a probe has succeeded, each later than the one before', async () => {
  const { breaker, clock, probe, changes } = open();
  breaker.trip(new Error('down'));
  await clock.advance(250);
  expect(probe).toHaveBeenCalledTimes(1);
  await clock.advance(10_000);
  const asked = probe.mock.calls.length;
  expect(asked).toBeGreaterThanOrEqual(6);
  expect(asked).toBeLessThanOrEqual(12);
  probe.mockResolvedValue('PONG');
  await clock.advance(2_000);
  expect(changes).toEqual([true, false]);
  expect(await breaker.run(() => Promise.resolve('answer'), 'otherwise')).toBe('answer');
  await clock.advance(60_000);
  expect(probe).toHaveBeenCalledTimes(asked + 1);
});

test('opens once however many fail together, and asks no more once it is disposed of', async () => {
  const { breaker, clock, probe, changes, fail } = open();
  await Promise.all(Array.from({ length: 20 }, fail));
  expect(changes).toEqual([true]);
  breaker[Symbol.dispose]();
  await clock.advance(60_000);
  expect(probe).not.toHaveBeenCalled();
});

test('a probe that fails once it is disposed of is the last', async () => {
  const { breaker, clock, probe } = open();
  const answer = Promise.withResolvers<unknown>();
  probe.mockReturnValue(answer.promise);
  breaker.trip(new Error('down'));
  await clock.advance(250);
  breaker[Symbol.dispose]();
  answer.reject(new Error('still down'));
  await clock.advance(60_000);
  expect(probe).toHaveBeenCalledTimes(1);
  expect(clock.pending).toBe(0);
});
