import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { migrate, type Migration } from '../../src/migrations/index.ts';
import { migrationDatabase } from '../../src/stores/index.ts';
import { openClient, postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { testContext } from '../stores/started.ts';
import { describeMigrations, program, run } from './behaviour.ts';

describe.skipIf(postgresMissing !== '')(`migrations on PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeMigrations(async () => migrationDatabase(await server.createDatabase()));

  const ships = { name: '0001_ships', sql: 'create table ships (id int)' };
  const column = { name: '0002_name', sql: 'alter table ships add column name text' };

  test('ten at once: each is applied once, and an index that is built concurrently deadlocks with nobody', async () => {
    const url = await server.createDatabase();
    const list: Migration[] = [
      ships,
      { name: '0002_insert', sql: 'insert into ships select generate_series(1, 1000)' },
      {
        name: '0003_index',
        sql: `-- seaworthy: no-transaction
          drop index concurrently if exists ships_by_id;
          create index concurrently ships_by_id on ships (id)`,
      },
      { name: '0004_insert', sql: 'insert into ships values (0)' },
    ];
    const applied = await Promise.all(
      Array.from({ length: 10 }, async () => migrate(await program(migrationDatabase(url), list))),
    );
    expect(applied.flat().toSorted()).toEqual(list.map(({ name }) => name));
    expect(await query(url, 'select count(*)::int as ships from ships')).toEqual([{ ships: 1001 }]);
    expect(
      await query(url, 'select indisvalid from pg_index where indexrelid = $1::regclass', ['ships_by_id']),
    ).toEqual([{ indisvalid: true }]);
    const deadlocks = 'select deadlocks::int from pg_stat_database where datname = current_database()';
    expect(await query(url, deadlocks)).toEqual([{ deadlocks: 0 }]);
  });

  test('may take longer than the address lets the statements of the service', async () => {
    const database = migrationDatabase(`${await server.createDatabase()}?query_timeout=50`);
    const slow = { name: '0001_slow', sql: 'select pg_sleep(0.3)' };
    expect(await migrate(await program(database, [slow]))).toEqual(['0001_slow']);
  });

  test('does not make others wait behind a long transaction, and is applied after it', async () => {
    const url = await server.createDatabase();
    const database = migrationDatabase(url);
    await migrate(await program(database, [ships]));
    await using reader = await openClient(url);
    await reader.query('begin; select * from ships');
    const context = testContext();
    const settings = { lockTimeoutMs: 200 };
    const migrating = migrate(await program(database, [ships, column], { settings, context }));
    // It has queued for its lock, let go of it, and waits to try again.
    await expect.poll(() => context.events).toContainEqual(expect.objectContaining({ type: 'waiting' }));
    // Without a time-out these would wait for the reader's end, and so for ever.
    for (let count = 0; count < 20; count++) await query(url, 'select * from ships');
    await reader.query('commit');
    expect(await migrating).toEqual(['0002_name']);
    expect(context.events.find(({ type }) => type === 'waiting')).toMatchObject({
      component: 'the locks of 0002_name',
      error: { code: '55P03' },
    });
  });

  test('an index that is built concurrently waits for a long transaction as long as that takes', async () => {
    const url = await server.createDatabase();
    const database = migrationDatabase(url);
    await migrate(await program(database, [ships]));
    await using writer = await openClient(url);
    await writer.query('begin; insert into ships values (1)');
    const context = testContext();
    const settings = { lockTimeoutMs: 20 };
    const index = {
      name: '0002_index',
      sql: '-- seaworthy: no-transaction\ncreate index concurrently ships_by_id on ships (id)',
    };
    const migrating = migrate(await program(database, [ships, index], { settings, context }));
    const building = `select 1 from pg_stat_activity where wait_event = 'virtualxid'`;
    await vi.waitFor(async () => expect(await query(url, building)).toHaveLength(1), 10_000);
    // Longer than a statement may wait that makes others wait.
    await query(url, 'select pg_sleep(0.1)');
    await writer.query('commit');
    expect(await migrating).toEqual(['0002_index']);
    expect(context.events).not.toContainEqual(expect.objectContaining({ type: 'waiting' }));
  });

  test('outside of a transaction only the statement that had no lock is run again', async () => {
    const url = await server.createDatabase();
    const database = migrationDatabase(url);
    await migrate(await program(database, [ships]));
    await using reader = await openClient(url);
    const context = testContext();
    const steps = {
      name: '0002_steps',
      sql: `-- seaworthy: no-transaction
        create index ships_by_id on ships (id);
        -- the index could be built concurrently
        alter table ships add column name text`,
    };
    await reader.query('begin; select * from ships');
    const settings = { lockTimeoutMs: 20 };
    const migrating = migrate(await program(database, [ships, steps], { settings, context }));
    await expect.poll(() => context.events).toContainEqual(expect.objectContaining({ type: 'waiting' }));
    await reader.query('commit');
    expect(await migrating).toEqual(['0002_steps']);
  });

  test('runs by the time-outs of its settings, and by those that it states itself', async () => {
    const database = migrationDatabase(await server.createDatabase());
    const timeouts = `current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') as seen`;
    const list = [
      { name: '0001_settings', sql: `create table timeouts as select ${timeouts}` },
      {
        name: '0002_own',
        sql: `-- seaworthy: lock-timeout 7s\n-- seaworthy: statement-timeout 8m\ninsert into timeouts select ${timeouts}`,
      },
    ];
    await migrate(
      await program(database, list, { settings: { lockTimeoutMs: 2000, statementTimeoutMs: 3000 } }),
    );
    expect(await run(database, 'select seen from timeouts')).toEqual([
      { seen: '2s 3s' },
      { seen: '7s 8min' },
    ]);
  });

  test('gives up where the lock is never to be had', async () => {
    const url = await server.createDatabase();
    const database = migrationDatabase(url);
    await migrate(await program(database, [ships]));
    await using reader = await openClient(url);
    await reader.query('begin; select * from ships');
    const settings = { lockTimeoutMs: 20, lockRetryMs: 100 };
    await expect(migrate(await program(database, [ships, column], { settings }))).rejects.toMatchObject({
      code: 'SW_MIGRATION_LOCKED',
      exitCode: 72,
      where: 'migration 0002_name',
    });
  });

  test('gives up where another process migrates for too long', async () => {
    const database = migrationDatabase(await server.createDatabase());
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const slow: Migration = {
      name: '0001_slow',
      up() {
        begun.resolve();
        return finish.promise;
      },
    };
    const first = migrate(await program(database, [slow]));
    await begun.promise;
    const settings = { turnTimeoutMs: 50 };
    await expect(migrate(await program(database, [slow], { settings }))).rejects.toMatchObject({
      code: 'SW_MIGRATION_LOCKED',
      message: expect.stringMatching(
        /^Another process has been migrating for more than 0 s: 127\.0\.0\.1 by the server process \d+, idle in transaction \(/,
      ) as unknown,
    });
    finish.resolve();
    expect(await first).toEqual(['0001_slow']);
  });

  test('a statement that takes too long is ended and rolled back, unless it asks for longer', async () => {
    const database = migrationDatabase(await server.createDatabase());
    const settings = { statementTimeoutMs: 20 };
    const slow = { name: '0001_slow', sql: 'select pg_sleep(0.2)' };
    await expect(migrate(await program(database, [slow], { settings }))).rejects.toMatchObject({
      code: 'SW_MIGRATION_FAILED',
      message: expect.stringContaining('statement-timeout 10m') as unknown,
    });
    const patient = { ...slow, sql: `-- seaworthy: statement-timeout 5s\n${slow.sql}` };
    expect(await migrate(await program(database, [patient], { settings }))).toEqual(['0001_slow']);
  });

  test.each(['53100', '53200', '25P04'])(
    'what it would meet again is its failure, and not an outage: SQLSTATE %s',
    async (code) => {
      const database = migrationDatabase(await server.createDatabase());
      const full = { name: '0001_full', sql: `do $$ begin raise sqlstate '${code}'; end $$` };
      await expect(migrate(await program(database, [full]))).rejects.toMatchObject({
        code: 'SW_MIGRATION_FAILED',
      });
    },
  );

  test('begins again where the server cuts its connection', async () => {
    const url = await server.createDatabase();
    const database = migrationDatabase(url);
    let cuts = 0;
    const cut: Migration = {
      name: '0002_cut',
      async up(client) {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await client.query('insert into ships values (1)');
        if (cuts++ === 0) await query(url, 'select pg_terminate_backend($1)', [rows[0]?.pid]);
        await client.query('insert into ships values (2)');
      },
    };
    expect(await migrate(await program(database, [ships, cut]))).toEqual(['0001_ships', '0002_cut']);
    expect(await run(database, 'select id from ships')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('a migration that breaks its connection each time is not tried for ever', async () => {
    const url = await server.createDatabase();
    let tries = 0;
    const deadly: Migration = {
      name: '0001_deadly',
      async up(client) {
        tries++;
        await client.query('select pg_terminate_backend(pg_backend_pid())');
      },
    };
    await expect(migrate(await program(migrationDatabase(url), [deadly]))).rejects.toMatchObject({
      code: 'SW_SERVER_UNAVAILABLE',
    });
    expect(tries).toBe(4);
  });

  test('lets go at once when it is aborted, and leaves nothing half done', async () => {
    const url = await server.createDatabase();
    const context = testContext();
    const sleepy = { name: '0002_sleepy', sql: `insert into ships values (1); select pg_sleep(600)` };
    const settings = { statementTimeoutMs: 0 };
    const migrating = migrate(await program(migrationDatabase(url), [ships, sleepy], { settings, context }));
    await vi.waitFor(async () => {
      const sleeping = await query(url, `select 1 from pg_stat_activity where wait_event = 'PgSleep'`);
      expect(sleeping).toHaveLength(1);
    }, 10_000);
    context.abandon(new Error('SIGTERM'));
    await expect(migrating).rejects.toThrow('SIGTERM');
    const next = { ...sleepy, sql: 'insert into ships values (2)' };
    expect(await migrate(await program(migrationDatabase(url), [ships, next]))).toEqual(['0002_sleepy']);
    expect(await query(url, 'select id from ships')).toEqual([{ id: 2 }]);
  });

  test('a database that refuses is not waited for', async () => {
    const missing = migrationDatabase(server.url('nowhere'));
    await expect(migrate(await program(missing, [ships]))).rejects.toMatchObject({
      code: 'SW_SERVER_UNAVAILABLE',
      message: expect.stringContaining('"nowhere" does not exist') as unknown,
    });
  });
});
