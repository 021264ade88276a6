import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Pool } from 'pg';
import { isOutage, postgres, transaction } from '../../../src/stores/postgres/index.ts';
import { postgresMissing, PostgresServer } from '../postgres-server.ts';
import { testContext } from '../started.ts';

describe.skipIf(postgresMissing !== '')(`a transaction on PostgreSQL${postgresMissing}`, () => {
  let pool: Pool;
  const component = () => postgres({ connection: server.url(), maxConnections: 2 });
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
    pool = await component().start(testContext());
    await pool.query('create table log (entry text)');
  });
  afterAll(async () => {
    await pool.end();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => pool.query('truncate log'));
  const entries = async () => (await pool.query<{ entry: string }>('select entry from log')).rows;

  test('is committed when its work resolves, and gives the connection back', async () => {
    await transaction(pool, (tx) => tx.query(`insert into log values ('kept')`));
    expect(await entries()).toEqual([{ entry: 'kept' }]);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  test('is rolled back when its work fails, and gives the connection back', async () => {
    const failing = transaction(pool, async (tx) => {
      await tx.query(`insert into log values ('lost')`);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await entries()).toEqual([]);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  test('fails where a statement failed and its work went on: nothing of it was committed', async () => {
    const swallowing = transaction(pool, async (tx) => {
      await tx.query(`insert into log values ('lost')`);
      await tx.query('insert into nowhere values (1)').catch(() => {});
      return 'done';
    });
    await expect(swallowing).rejects.toMatchObject({ code: 'SW_TRANSACTION_FAILED' });
    expect(await entries()).toEqual([]);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  test('goes on after a statement that failed behind a savepoint', async () => {
    await transaction(pool, async (tx) => {
      await tx.query(`insert into log values ('kept')`);
      await tx.query('savepoint before');
      await tx.query('insert into nowhere values (1)').catch(() => tx.query('rollback to savepoint before'));
    });
    expect(await entries()).toEqual([{ entry: 'kept' }]);
  });

  test('is rolled back at once when its signal aborts, whatever it waits for', async () => {
    const abort = new AbortController();
    const hanging = transaction(
      pool,
      async (tx) => {
        await tx.query(`insert into log values ('lost')`);
        queueMicrotask(() => abort.abort(new Error('enough')));
        await tx.query('select pg_sleep(60)');
      },
      abort.signal,
    );
    await expect(hanging).rejects.toThrow('enough');
    expect(await entries()).toEqual([]);
    // The server lets go of its locks before the statement's own end.
    await pool.query(`begin; set local lock_timeout = '20s'; truncate log; commit`);
  });

  test('waits for a connection no longer than until its signal aborts, and leaves what comes then to others', async () => {
    const held = [await pool.connect(), await pool.connect()];
    const abort = new AbortController();
    const waiting = transaction(pool, () => expect.unreachable(), abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    for (const client of held) client.release();
    expect(await entries()).toEqual([]);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  test('does no work where its signal aborts as it gets its connection, at whatever moment', async () => {
    for (let turns = 0; turns < 20; turns++) {
      const abort = new AbortController();
      const abortAfter = (left: number) => {
        if (left === 0) abort.abort(new Error('enough'));
        else queueMicrotask(() => abortAfter(left - 1));
      };
      pool.once('acquire', () => abortAfter(turns));
      const late = transaction(pool, (tx) => tx.query(`insert into log values ('lost')`), abort.signal);
      await expect(late).rejects.toThrow('enough');
      expect(pool.idleCount).toBe(pool.totalCount);
    }
    expect(await entries()).toEqual([]);
  });

  test('fails, and nothing else does, when its connection breaks between two statements', async () => {
    const broken = transaction(pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      // The connection's end reaches this process while no statement is under way.
      await pool.query('select pg_sleep(0.05)');
      await tx.query(`insert into log values ('lost')`);
    });
    await expect(broken).rejects.toThrow(/terminat|not queryable/i);
    expect(await entries()).toEqual([]);
  });

  test('does not keep the connection of a server that only reads by now', async () => {
    const idle = await pool.connect();
    await idle.query('set default_transaction_read_only = on');
    idle.release();
    const before = pool.totalCount;
    const failing = transaction(pool, (tx) => tx.query(`insert into log values ('lost')`));
    await expect(failing).rejects.toSatisfy(isOutage);
    expect(pool.totalCount).toBe(before - 1);
    await transaction(pool, (tx) => tx.query(`insert into log values ('kept')`));
    expect(await entries()).toEqual([{ entry: 'kept' }]);
  });
});
