import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { poolOptions, serverAt } from '../src/database/server.ts';
import { transaction } from '../src/database/transaction.ts';
import { postgresBin, PostgresServer } from './postgres.ts';

describe.skipIf(postgresBin === undefined)(
  'a transaction (skipped where no PostgreSQL server is installed)',
  () => {
    let server: PostgresServer;
    let pool: pg.Pool;
    beforeAll(async () => {
      server = await PostgresServer.create();
      pool = new pg.Pool(poolOptions(serverAt(server.url(), 2), 'shop'));
      pool.on('error', () => undefined);
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

    test('is rolled back at once when its signal aborts, whatever it waits for', async () => {
      const abort = new AbortController();
      const hanging = transaction(
        pool,
        async (tx) => {
          await tx.query(`insert into log values ('lost')`);
          queueMicrotask(() => abort.abort(new Error('enough')));
          await tx.query('select pg_sleep(4)');
        },
        abort.signal,
      );
      await expect(hanging).rejects.toThrow('enough');
      expect(await entries()).toEqual([]);
      // The server lets go of its locks before the statement's own end.
      await pool.query(`begin; set local lock_timeout = '2s'; truncate log; commit`);
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
  },
);
