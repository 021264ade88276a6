import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { retry } from './retry.ts';

function context() {
  const clock = new VirtualClock();
  const abandon = new AbortController();
  const events: RuntimeEvent[] = [];
  return {
    clock,
    abandon,
    events,
    signal: abandon.signal,
    emit: (event: RuntimeEvent) => events.push(event),
  };
}

test('attempts until it succeeds, and tells of each wait', async () => {
  const start = context();
  let attempts = 0;
  const value = retry(start, 'postgres', async () => {
    attempts += 1;
    if (attempts < 4) throw new Error(`down ${attempts}`);
    return 'up';
  });
  await start.clock.advance(250 + 500 + 1000);
  expect(await value).toBe('up');
  expect(start.events).toMatchObject([
    { type: 'waiting', component: 'postgres', attempt: 1 },
    { type: 'waiting', component: 'postgres', attempt: 2 },
    { type: 'waiting', component: 'postgres', attempt: 3 },
  ]);
});

test('passes on at once what another attempt would meet again', async () => {
  const start = context();
  const refused = new Error('wrong password');
  const attempt = retry(start, 'postgres', () => Promise.reject(refused), { isTransient: () => false });
  await expect(attempt).rejects.toBe(refused);
  expect(start.events).toEqual([]);
});

test('is abandoned at once, in the middle of an attempt and of a wait', async () => {
  const hanging = context();
  const first = retry(hanging, 'a', () => new Promise(() => undefined));
  hanging.abandon.abort(new Error('abandoned'));
  await expect(first).rejects.toThrow('abandoned');
  expect(hanging.events).toEqual([]);

  const waiting = context();
  const second = retry(waiting, 'b', () => Promise.reject(new Error('down')));
  const settled = expect(second).rejects.toThrow('abandoned');
  await waiting.clock.advance(10);
  waiting.abandon.abort(new Error('abandoned'));
  await settled;
  expect(waiting.clock.pending).toBe(0);
});

test('gives up at its time-out, with the error of a last attempt', async () => {
  const start = context();
  const attempts: number[] = [];
  const failing = retry(
    start,
    'postgres',
    () => {
      attempts.push(start.clock.now());
      return Promise.reject(new Error(`down at ${start.clock.now()}`));
    },
    { timeoutMs: 10_000 },
  );
  const settled = expect(failing).rejects.toThrow('down at 10000');
  await start.clock.advance(10_000);
  await settled;
  expect(attempts.at(-1)).toBe(10_000);
  expect(start.clock.pending).toBe(0);
});
