import { pino } from 'pino';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox, outboxSchema } from '../../../src/stores/outbox/index.ts';
import { transaction } from '../../../src/stores/postgres/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { postgresMissing, PostgresServer } from '../postgres-server.ts';
import type { TestDatabase } from '../database.ts';
import { describeOutbox } from './behaviour.ts';
import { describeStorable } from './storable.ts';

describe.skipIf(postgresMissing !== '')(`on PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  let pool: Pool;
  beforeAll(async () => {
    server = await PostgresServer.start();
    pool = new Pool({ connectionString: server.url(), max: 20 });
  });
  afterAll(async () => {
    await pool.end();
    await server[Symbol.asyncDispose]();
  });
  const database = (): TestDatabase => ({
    db: pool,
    transact: (work, signal) => transaction(pool, work, signal),
  });
  describeOutbox(database);
  describeStorable(database);

  test('under one key, messages are delivered in the order of commits, not of writes', async () => {
    await pool.query('drop table seaworthy_outbox');
    await pool.query(outboxSchema);
    const delivered: unknown[] = [];
    const handlers = { news: async ({ payload }: { payload: unknown }) => void delivered.push(payload) };
    const app = { clock: systemClock, log: pino({ level: 'silent' }) };
    const replicas = [1, 2, 3].map(() => createOutbox(app, { db: pool, handlers }));
    const never = new AbortController().signal;
    const written = new AbortController();
    const delivering = replicas.map(async ({ deliver }) => {
      while (!written.signal.aborted) await deliver({ finish: never, abort: never });
    });
    await pool.query('create table commits (place serial, payload text)');
    // The lock on the table's row of its own makes the order of commits known: it is taken before the commit, last.
    const write = (payload: string) =>
      transaction(pool, async (tx) => {
        await replicas[0]?.write(tx, { topic: 'news', key: 'a', payload });
        await tx.query('select pg_sleep(random() * 0.003)');
        await tx.query('lock table commits');
        await tx.query('insert into commits (payload) values ($1)', [payload]);
      });
    await Promise.all(Array.from({ length: 60 }, (_, index) => write(String(index))));
    await expect.poll(() => delivered.length, { timeout: 20_000 }).toBe(60);
    written.abort();
    await Promise.all(delivering);
    const { rows } = await pool.query<{ payload: string }>('select payload from commits order by place');
    expect(delivered).toEqual(rows.map(({ payload }) => payload));
  });
});
