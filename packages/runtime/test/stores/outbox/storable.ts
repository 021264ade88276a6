import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { createOutbox, outboxSchema, type NewMessage } from '../../../src/stores/outbox/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import type { TestDatabase } from '../database.ts';

/** What an outbox stores, and what it refuses, on whatever database. */
export function describeStorable(database: () => TestDatabase): void {
  beforeEach(async () => {
    await database().db.query('drop table if exists seaworthy_outbox');
    for (const statement of outboxSchema.split(';')) await database().db.query(statement);
  });

  const open = () => {
    const delivered: unknown[] = [];
    const outbox = createOutbox(
      { clock: new VirtualClock(), log: pino({ level: 'silent' }) },
      { db: database().db, handlers: { news: async ({ payload }) => void delivered.push(payload) } },
    );
    const never = new AbortController().signal;
    return { outbox, delivered, deliver: () => outbox.deliver({ finish: never, abort: never }) };
  };

  const circle: Record<string, unknown> = {};
  circle['again'] = circle;

  test.each<NewMessage>([
    { topic: 'news', payload: 'a\u0000' },
    { topic: 'news', payload: { ['\ud800']: [1] } },
    { topic: 'news', payload: undefined },
    { topic: 'news', payload: { cents: 1n } },
    { topic: 'news', payload: circle },
    { topic: 'new\u0000s', payload: 1 },
    { topic: 'news', payload: 1, key: '\udc00' },
    { topic: 'news', payload: 1, key: randomBytes(1_299).toString('hex') },
  ])('%o is refused for what cannot be stored, and its transaction goes on', async (message) => {
    const { outbox, delivered, deliver } = open();
    await database().transact(async (tx) => {
      await expect(outbox.write(tx, message)).rejects.toMatchObject({ code: 'SW_OUTBOX_MESSAGE' });
      await outbox.write(tx, { topic: 'news', payload: 'fine' });
    });
    await deliver();
    expect(delivered).toEqual(['fine']);
  });

  test('the longest key is stored', async () => {
    const { outbox, delivered, deliver } = open();
    const key = randomBytes(1_298).toString('hex');
    await database().transact((tx) => outbox.write(tx, { topic: 'news', payload: 'fine', key }));
    await deliver();
    expect(delivered).toEqual(['fine']);
  });

  test('property: every string without U+0000 and lone surrogates is delivered as it was', async () => {
    const { outbox, delivered, deliver } = open();
    const parts = fc.constantFrom('\\', 'u', '0000', 'd800', '"', '\u0000', '\ud83d', '\ude00', 'ä');
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 8 }), async (some) => {
        const payload = some.join('');
        const write = database().transact((tx) => outbox.write(tx, { topic: 'news', payload }));
        const storable = payload.isWellFormed() && !payload.includes('\u0000');
        if (storable) await write;
        else await expect(write).rejects.toMatchObject({ code: 'SW_OUTBOX_MESSAGE' });
        await deliver();
        expect(delivered.splice(0)).toEqual(storable ? [payload] : []);
      }),
    );
  });
}
