import { expect, test } from 'vitest';
import { Locks } from './locks.ts';

const never = new AbortController().signal;

test('who has a lock is asked to let go, once for each that waits, and then the next has it', async () => {
  const locks = new Locks();
  const [first, second, other] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('b')];
  const log: string[] = [];
  await first.lock(never, () => void log.push('asked'));
  await other.lock(never, () => void log.push('not meant'));
  const waiting = second.lock(never, () => {}).then(() => log.push('second'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['asked']);
  await first.unlock();
  await waiting;
  expect(log).toEqual(['asked', 'second']);
});

test('a request that has gone while it waited takes no lock', async () => {
  const locks = new Locks();
  const gone = new AbortController();
  const [first, second, third] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('a')];
  await first.lock(never, () => {});
  const waiting = second.lock(gone.signal, () => {});
  gone.abort(new Error('gone'));
  await first.unlock();
  await expect(waiting).rejects.toThrow('gone');
  await third.lock(never, () => {});
});
