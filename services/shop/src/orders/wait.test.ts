import { VirtualClock } from '@seaworthy/runtime/testing';
import type { Queryable } from '@seaworthy/runtime/postgres';
import { expect, test } from 'vitest';
import { waitForOrder } from './wait.ts';

/** A database with one order, or none, which answers every query with it. */
function databaseOf(...rows: { status: string }[]): Queryable {
  return { query: async () => ({ rows }) } as unknown as Queryable;
}

const order = { id: 'id', user: 'ada' };

const never = new AbortController().signal;

test('answers at once without a wait', async () => {
  const placed = { status: 'placed' };
  expect(
    await waitForOrder(databaseOf(placed), order, 0, {
      clock: new VirtualClock(),
      client: never,
      stopping: never,
    }),
  ).toBe(placed);
});

test('answers soon after the order is fulfilled', async () => {
  const clock = new VirtualClock();
  const placed = { status: 'placed' };
  let answered: unknown;
  void waitForOrder(databaseOf(placed), order, 10_000, { clock, client: never, stopping: never }).then(
    (answer) => (answered = answer),
  );
  await clock.advance(950);
  expect(answered).toBeUndefined();
  placed.status = 'fulfilled';
  await clock.advance(100);
  expect(answered).toEqual({ status: 'fulfilled' });
  expect(clock.pending).toBe(0);
});

test('answers with the order as it is when the wait ends, to the millisecond', async () => {
  const clock = new VirtualClock();
  let answered = false;
  void waitForOrder(databaseOf({ status: 'placed' }), order, 250, {
    clock,
    client: never,
    stopping: never,
  }).then(() => (answered = true));
  await clock.advance(249);
  expect(answered).toBe(false);
  await clock.advance(1);
  expect(answered).toBe(true);
});

test('does not wait for an order that does not exist', async () => {
  expect(
    await waitForOrder(databaseOf(), order, 10_000, {
      clock: new VirtualClock(),
      client: never,
      stopping: never,
    }),
  ).toBeUndefined();
});

test('stops looking when the client goes', async () => {
  const clock = new VirtualClock();
  const client = new AbortController();
  const waiting = waitForOrder(databaseOf({ status: 'placed' }), order, 10_000, {
    clock,
    client: client.signal,
    stopping: never,
  });
  const refused = expect(waiting).rejects.toThrow('gone');
  await clock.advance(50);
  client.abort(new Error('gone'));
  await refused;
  expect(clock.pending).toBe(0);
});

test('answers with the order as it is soon after the service begins to stop', async () => {
  const clock = new VirtualClock();
  const stopping = new AbortController();
  let answered = false;
  void waitForOrder(databaseOf({ status: 'placed' }), order, 10_000, {
    clock,
    client: never,
    stopping: stopping.signal,
  }).then(() => (answered = true));
  await clock.advance(50);
  stopping.abort();
  await clock.advance(50);
  expect(answered).toBe(true);
});
