import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Ticket } from './ticket.ts';
import { WaitQueue, type WaitingClass } from './wait-queue.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ticket = (): Ticket => ({
  method: 'POST',
  path: '/',
  route: undefined,
  startedAt: 0,
  standing: 'outside',
  runningSince: 0,
  concurrency: 0,
  rule: undefined,
});

/** Of so many that wait, all but the last leave; returns what is to be let go of. */
function leaveAll(queue: WaitQueue<Ticket>, count: number, classes: readonly WaitingClass[]) {
  const tickets = Array.from({ length: count }, ticket);
  tickets.forEach((each, n) => queue.push(each, classes[n % classes.length] ?? 'normal'));
  for (const each of tickets.slice(0, -1)) queue.remove(each);
  return tickets.map((each) => new WeakRef(each));
}

test.each([
  ['left', (queue: WaitQueue<Ticket>, last: Ticket) => queue.remove(last)],
  ['got its turn', (queue: WaitQueue<Ticket>) => void queue.take(true)],
  ['was refused', (queue: WaitQueue<Ticket>) => void queue.takeLeast()],
])('nobody who has left is kept once the last %s', async (_, end) => {
  const queue = new WaitQueue<Ticket>();
  const refs = leaveAll(queue, 100, ['low', 'normal', 'high']);
  (() => {
    const last = refs.at(-1)?.deref();
    if (last !== undefined) end(queue, last);
  })();
  expect(queue.size).toBe(0);
  // A weak reference that was looked at holds until the turn has ended.
  await turn();
  collect();
  expect(refs.filter((ref) => ref.deref() !== undefined)).toEqual([]);
  queue.push(ticket(), 'low');
  expect(queue.take(false)).toBeDefined();
});

test('who was taken, newest first, is not kept by an older one that still waits', async () => {
  const queue = new WaitQueue<Ticket>();
  queue.push(ticket(), 'normal');
  const refs = Array.from({ length: 100 }, () => {
    queue.push(ticket(), 'normal');
    const taken = queue.take(true);
    return taken === undefined ? undefined : new WeakRef(taken);
  });
  await turn();
  collect();
  expect(refs.filter((ref) => ref?.deref() !== undefined)).toEqual([]);
  expect(queue.size).toBe(1);
});
