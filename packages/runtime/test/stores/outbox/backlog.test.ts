import type { PGlite } from '@electric-sql/pglite';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOutbox, outboxSchema } from '../../../src/stores/outbox/index.ts';
import type { Queryable } from '../../../src/stores/sql.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { newPglite } from '../pglite.ts';

let db: PGlite;
beforeAll(async () => {
  db = await newPglite();
  await db.exec(outboxSchema);
});
afterAll(() => db.close());
beforeEach(() => db.exec('delete from seaworthy_outbox'));

/** An outbox with one message, on a database on which `count` stands for what counts the messages. */
async function outboxWith(count: (asked: number) => Promise<{ rows: never[] }>) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const delivered = Promise.withResolvers<unknown>();
  let asked = 0;
  const counting: Queryable = {
    query: (text, values) => (text.includes('count(*)') ? count(++asked) : db.query(text, values)),
  };
  const outbox = createOutbox(
    { clock, log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }) },
    { db: counting, handlers: { news: async ({ payload }) => delivered.resolve(payload) } },
  );
  await outbox.write(db, { topic: 'news', payload: 'fine' });
  const never = new AbortController().signal;
  const deliver = () => outbox.deliver({ finish: never, abort: never });
  return { clock, lines, delivered: delivered.promise, deliver, asked: () => asked };
}

test('messages are delivered though they can’t be counted, which is in the log', async () => {
  const { deliver, delivered, lines } = await outboxWith(() =>
    Promise.reject(new Error('canceling statement due to statement timeout')),
  );
  await deliver();
  expect(await delivered).toBe('fine');
  expect(lines).toEqual([expect.stringContaining('statement timeout')]);
});

test('messages are delivered while they are counted, and a count that takes long is made less often', async () => {
  const counted = Promise.withResolvers<{ rows: never[] }>();
  const { clock, deliver, delivered, asked } = await outboxWith(() => counted.promise);
  const delivering = deliver();
  expect(await delivered).toBe('fine');
  await clock.advance(4000);
  counted.resolve({ rows: [] });
  await delivering;
  await clock.advance(35_999);
  await deliver();
  expect(asked()).toBe(1);
  await clock.advance(1);
  await deliver();
  expect(asked()).toBe(2);
});

test('what counts them reads no message, only what is indexed', async () => {
  const texts: string[] = [];
  const outbox = createOutbox(
    { clock: new VirtualClock(), log: pino({ level: 'silent' }) },
    {
      db: { query: (text, values) => (texts.push(text), db.query(text, values)) },
      handlers: {},
    },
  );
  const never = new AbortController().signal;
  await outbox.deliver({ finish: never, abort: never });
  const count = texts.find((text) => text.includes('count(*)'));
  await db.exec('set enable_seqscan = off; set enable_bitmapscan = off');
  const { rows } = await db.query<{ 'QUERY PLAN': string }>(`explain ${count}`);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('Index Only Scan using seaworthy_outbox_pending');
  expect(plan).toContain('Index Only Scan using seaworthy_outbox_dead');
  expect(plan).not.toContain('Seq Scan');
});
