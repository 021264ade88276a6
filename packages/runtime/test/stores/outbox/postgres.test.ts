import { pino } from 'pino';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createOutbox, outboxDueSchema, outboxSchema } from '../../../src/stores/outbox/index.ts';
import { claim, hasDueIndex } from '../../../src/stores/outbox/queue.ts';
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

  test('messages that are put off are not read to find one that is due', async () => {
    await pool.query('drop table seaworthy_outbox');
    await pool.query(outboxSchema);
    expect(await hasDueIndex(pool)).toBe(false);
    await pool.query(outboxDueSchema);
    expect(await hasDueIndex(pool)).toBe(true);
    await pool.query(`insert into seaworthy_outbox (topic, payload, trace_context, due_at)
      select 'mail', '{}', '{}', clock_timestamp() + interval '1 h' from generate_series(1, 2000)`);
    const client = await pool.connect();
    onTestFinished(() => client.release());
    const rowsRead = async () => {
      await client.query('select pg_stat_force_next_flush()');
      const { rows } = await client.query<{ count: string }>(
        `select seq_tup_read + idx_tup_fetch as count from pg_stat_user_tables where relname = 'seaworthy_outbox'`,
      );
      return Number(rows[0]?.count);
    };
    const rowsReadByClaim = async (topic: string | undefined) => {
      await client.query('analyze seaworthy_outbox');
      const before = await rowsRead();
      const claimed = await claim(client, ['mail', 'news'], { leaseMs: 60_000, byDue: true });
      expect(claimed?.topic).toBe(topic);
      return (await rowsRead()) - before;
    };
    expect(await rowsReadByClaim(undefined)).toBeLessThan(20);
    await client.query(`insert into seaworthy_outbox (topic, payload, trace_context)
      select 'news', '{}', '{}' from generate_series(1, 500)`);
    expect(await rowsReadByClaim('news')).toBeLessThan(20);
  });

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
