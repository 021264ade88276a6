import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UndeliverableError } from '../../../src/stores/outbox/index.ts';
import type { TestDatabase } from '../database.ts';
import { describeLeases } from './leases.ts';
import { going, outboxRig } from './rig.ts';

/** What an outbox does on whatever database. */
export function describeOutbox(database: () => TestDatabase): void {
  const rig = outboxRig(database);
  const { delivered, open, write, writeUnder, payloads, hurry, left } = rig;

  describeLeases(database, rig);

  test('a message is delivered if its transaction is committed, and only then', async () => {
    const outbox = open();
    await write(outbox, { kept: ['ä', 1, null] });
    const lost = database().transact(async (tx) => {
      await outbox.write(tx, { topic: 'news', payload: 'lost' });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await outbox.deliver(going());
    expect(delivered).toEqual([
      {
        ...delivered[0],
        topic: 'news',
        key: null,
        payload: { kept: ['ä', 1, null] },
        attempt: 1,
        createdAt: expect.any(Date),
      },
    ]);
    expect(await left()).toEqual([]);
  });

  test('messages of other topics are left to others', async () => {
    const outbox = open();
    await database().transact((tx) => outbox.write(tx, { topic: 'weather', payload: 'rain' }));
    await outbox.deliver(going());
    expect(await left()).toHaveLength(1);
  });

  test('a failure puts the message off, and it comes again with the same id', async () => {
    const ids: string[] = [];
    const outbox = open(async ({ id }) => {
      ids.push(id);
      if (ids.length === 1) throw new Error('no\u0000t now', { cause: new Error('it rains') });
    });
    await write(outbox, 'a');
    await outbox.deliver(going());
    await outbox.deliver(going());
    expect(await left()).toEqual([{ payload: 'a', attempts: 1, error: 'not now: it rains', later: true }]);
    await hurry();
    await outbox.deliver(going());
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(await left()).toEqual([]);
  });

  test('behind a failing message those of its key wait, and no others', async () => {
    let down = true;
    const outbox = open(async (message) => {
      if (down && message.payload === 1) throw new Error('not now');
      delivered.push(message);
    });
    await writeUnder(outbox, 'a', 1, 2);
    await writeUnder(outbox, 'a', 3);
    await writeUnder(outbox, 'b', 4);
    await write(outbox, 5);
    await outbox.deliver(going());
    expect(sorted(payloads())).toEqual([4, 5]);
    down = false;
    await hurry();
    await outbox.deliver(going());
    expect(payloads().slice(2)).toEqual([1, 2, 3]);
  });

  test('the last attempt makes a dead letter, which is shown, lets its key go on, and can be revived or dropped', async () => {
    let down = true;
    const outbox = open(
      async (message) => {
        if (down && message.payload === 1) throw new Error(`no ${message.attempt}`);
        delivered.push(message);
      },
      { maxAttempts: 3 },
    );
    await writeUnder(outbox, 'a', 1, 2);
    for (let run = 0; run < 3; run++) {
      expect(payloads()).toEqual([]);
      await outbox.deliver(going());
      await hurry();
    }
    await outbox.deliver(going());
    expect(payloads()).toEqual([2]);
    const [dead] = await outbox.deadLetters();
    expect(dead).toMatchObject({ payload: 1, attempt: 3, lastError: 'no 3', deadAt: expect.any(Date) });
    expect(await outbox.deadLetters({ after: dead?.id ?? '' })).toEqual([]);
    down = false;
    expect(await outbox.revive(dead?.id ?? '')).toBe(true);
    expect(await outbox.revive(dead?.id ?? '')).toBe(false);
    expect(await outbox.drop(dead?.id ?? '')).toBe(false);
    await outbox.deliver(going());
    expect(delivered.at(-1)).toMatchObject({ id: dead?.id, payload: 1, attempt: 1 });
  });

  test('a message that no attempt can deliver is a dead letter at once', async () => {
    const outbox = open(() => Promise.reject(new UndeliverableError('refused')));
    await write(outbox, 'a');
    await outbox.deliver(going());
    const [dead] = await outbox.deadLetters();
    expect(dead).toMatchObject({ payload: 'a', attempt: 1, lastError: 'refused' });
    expect(await outbox.drop(dead?.id ?? '')).toBe(true);
    expect(await outbox.deadLetters()).toEqual([]);
  });

  test('a run on a busy outbox ends after five seconds', async () => {
    const outbox = open(
      async (message) => {
        delivered.push(message);
        await rig.clock.advance(2500);
      },
      { concurrency: 1 },
    );
    await write(outbox, 1, 2, 3);
    await outbox.deliver(going());
    expect(payloads()).toEqual([1, 2]);
    await outbox.deliver(going());
    expect(payloads()).toEqual([1, 2, 3]);
  });

  test('a delivery that takes too long is told so, and not waited for', async () => {
    const told = Promise.withResolvers<unknown>();
    const outbox = open(
      (_, { signal }) => {
        signal.addEventListener('abort', () => told.resolve(signal.reason));
        queueMicrotask(() => void rig.clock.advance(2000));
        return new Promise(() => undefined);
      },
      { timeoutMs: 2000 },
    );
    await write(outbox, 'a');
    await outbox.deliver(going());
    expect(await told.promise).toMatchObject({ name: 'TimeoutError' });
    expect(await left()).toEqual([
      { payload: 'a', attempts: 1, error: 'The delivery took longer than 2000 ms', later: true },
    ]);
  });

  describe('stopping', () => {
    test('finish: what is under way ends, and no other is taken', async () => {
      const stop = going();
      const outbox = open(
        async (message, { signal }) => {
          stop.finishing.abort();
          await Promise.resolve();
          expect(signal.aborted).toBe(false);
          delivered.push(message);
        },
        { concurrency: 1 },
      );
      await write(outbox, 1, 2);
      await outbox.deliver(stop);
      expect(payloads()).toEqual([1]);
      expect(await left()).toMatchObject([{ payload: 2, attempts: 0 }]);
    });

    test('abort: what is under way is given back, due at once', async () => {
      const stop = going();
      const outbox = open(() => {
        stop.finishing.abort();
        stop.aborting.abort(new Error('the budget is spent'));
        return new Promise(() => undefined);
      });
      await write(outbox, 1);
      await outbox.deliver(stop);
      expect(await left()).toEqual([{ payload: 1, attempts: 0, error: null, later: false }]);
      await open().deliver(going());
      expect(payloads()).toEqual([1]);
    });
  });

  test('several replicas deliver each message once while none fails, and each key in order', async () => {
    const replicas = [open(), open(), open()] as const;
    for (let round = 0; round < 10; round++) {
      await writeUnder(replicas[0], 'a', `a${round}`);
      await writeUnder(replicas[0], 'b', `b${round}`);
      await write(replicas[0], `-${round}`);
    }
    const ofKey = (key: string) => payloads().filter((payload) => String(payload).startsWith(key));
    while (delivered.length < 30) await Promise.all(replicas.map((replica) => replica.deliver(going())));
    expect(new Set(payloads()).size).toBe(30);
    expect(delivered).toHaveLength(30);
    for (const key of ['a', 'b'])
      expect(ofKey(key)).toEqual(Array.from({ length: 10 }, (_, round) => `${key}${round}`));
  });

  test('property: whatever fails, each message is delivered or dead in the end, and each key in order', async () => {
    const message = fc.record({
      key: fc.constantFrom(undefined, 'a', 'b'),
      failures: fc.integer({ min: 0, max: 4 }),
      refused: fc.boolean(),
      committed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (messages, concurrency) => {
          delivered.length = 0;
          await database().db.query('delete from seaworthy_outbox');
          const outbox = open(
            async (it) => {
              const { failures, refused } = messages[Number(it.payload)] ?? { failures: 0, refused: false };
              if (refused) throw new UndeliverableError('never');
              if (it.attempt <= failures) throw new Error('not now');
              delivered.push(it);
            },
            { maxAttempts: 4, concurrency },
          );
          for (const [index, { key, committed }] of messages.entries()) {
            const written = database().transact(async (tx) => {
              await outbox.write(tx, { topic: 'news', payload: index, key });
              if (!committed) throw new Error('rolled back');
            });
            await written.catch(() => undefined);
          }
          while ((await left()).length > 0) {
            await outbox.deliver(going());
            await hurry();
          }
          const indices = messages.map((it, index) => ({ ...it, index })).filter((it) => it.committed);
          const dead = indices.filter(({ failures, refused }) => refused || failures >= 4);
          const fine = indices.filter((it) => !dead.includes(it));
          const buried = (await outbox.deadLetters()).map(({ payload }) => payload);
          expect(buried).toEqual(dead.map(({ index }) => index));
          expect(sorted(payloads())).toEqual(fine.map(({ index }) => index));
          for (const key of ['a', 'b'])
            expect(delivered.filter((it) => it.key === key).map(({ payload }) => payload)).toEqual(
              fine.filter((it) => it.key === key).map(({ index }) => index),
            );
        },
      ),
      { numRuns: 15 },
    );
  });
}

function sorted(numbers: readonly unknown[]): unknown[] {
  return numbers.toSorted((a, b) => Number(a) - Number(b));
}
