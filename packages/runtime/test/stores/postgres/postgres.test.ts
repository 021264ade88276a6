import { trace } from '@opentelemetry/api';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Pool } from 'pg';
import { systemClock } from '../../../src/clock.ts';
import { Secret } from '../../../src/config/index.ts';
import { EventBus } from '../../../src/events.ts';
import { isOutage, postgres, transaction, type PostgresOptions } from '../../../src/stores/postgres/index.ts';
import { timeOutStatements } from '../../../src/stores/postgres/time-out-statements.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { Cursor } from './cursor.ts';
import { startMetrics } from '../../../src/telemetry/index.ts';
import { startTraced } from '../../telemetry/traced.ts';
import { openClient, postgresMissing, PostgresServer, query } from '../postgres-server.ts';
import { started, stopped, testContext } from '../started.ts';

describe.skipIf(postgresMissing !== '')(`a pool of connections to PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  /** Another one, down at the beginning of each test. */
  let late: PostgresServer;
  beforeAll(async () => {
    [server, late] = await Promise.all([PostgresServer.start(), PostgresServer.down()]);
  });
  afterEach(() => late.stop());
  afterAll(() => Promise.all([server, late].map((it) => it[Symbol.asyncDispose]())));

  const open = (options: Partial<PostgresOptions> = {}) =>
    started(postgres({ connection: server.url(), ...options }));
  const check = (pool: Pool, options: Partial<PostgresOptions> = {}) =>
    postgres({ connection: server.url(), ...options }).check?.run(pool, new AbortController().signal);
  const connections = async (name: string) => {
    const rows = await query(server.url(), 'select pid from pg_stat_activity where application_name = $1', [
      name,
    ]);
    return rows.length;
  };

  test('waits at the start for a server that is down', async () => {
    const context = testContext();
    const starting = started(postgres({ connection: late.url() }), context);
    await expect.poll(() => context.events.length).toBeGreaterThan(1);
    expect(context.events[0]).toMatchObject({ type: 'waiting', component: 'postgres', attempt: 1 });
    await late.start();
    expect((await (await starting).query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('does not wait for one that refuses, nor past the end of the start', async () => {
    await expect(open({ connection: server.url('nowhere') })).rejects.toThrow('does not exist');
    const context = testContext();
    const starting = started(postgres({ connection: late.url() }), context);
    await expect.poll(() => context.events).not.toEqual([]);
    context.abandon(new Error('SIGTERM'));
    await expect(starting).rejects.toThrow('SIGTERM');
  });

  test('one whose address is told by a function asks it at each connection, for the check too', async () => {
    await query(server.url(), 'create role first login; create role second login');
    let user = 'first';
    const connection = () => new Secret(server.url().replace('postgres@', `${user}@`));
    const pool = await open({ connection });
    const whoIs = async (client: Pick<Pool, 'query'>) => (await client.query('select user as it')).rows;
    // Held, so that the next one is new.
    const held = await pool.connect();
    expect(await whoIs(held)).toEqual([{ it: 'first' }]);
    user = 'second';
    await query(server.url(), 'alter role first nologin');
    expect(await whoIs(pool)).toEqual([{ it: 'second' }]);
    await check(pool, { connection });
    held.release();
  });

  test('whoever waits for a connection is told what such a function throws', async () => {
    let isGone = false;
    const connection = () => {
      if (isGone) throw new Error('no file of credentials');
      return server.url();
    };
    const pool = await open({ connection, maxConnections: 1, timeouts: { connectMs: 1000 } });
    const held = await pool.connect();
    const waiting = [1, 2].map((one) => expect(pool.query(`select ${one}`)).rejects.toThrow('no file'));
    isGone = true;
    // Its place is for those who wait, of whom nobody is there when they get it.
    held.release(true);
    await Promise.all(waiting);
    await expect(check(pool, { connection })).rejects.toThrow('no file');
    isGone = false;
    await pool.query('select 1');
  });

  test('one that is not critical is not waited for', async () => {
    const pool = await open({ connection: late.url(), critical: false });
    await expect(pool.query('select 1')).rejects.toSatisfy(isOutage);
    await late.start();
    await pool.query('select 1');
  });

  test('bounds what a statement, a lock and an idle transaction may take', async () => {
    const timeouts = { statementMs: 1000, lockMs: 100, idleInTransactionMs: 100 };
    const pool = await open({ timeouts });
    await expect(pool.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
    await query(server.url(), 'create table locked ()');
    await using holder = await openClient(server.url());
    await holder.query('begin; lock table locked');
    await expect(pool.query('select * from locked')).rejects.toMatchObject({ code: '55P03' });
    const idle = transaction(pool, async (tx) => {
      const begun = `select 1 from pg_stat_activity where state = 'idle in transaction' and query = 'begin'`;
      await expect.poll(() => query(server.url(), begun)).toEqual([]);
      await tx.query('select 1');
    });
    await expect(idle).rejects.toSatisfy(isOutage);
  });

  test('a caller that finds no free connection hears so in time', async () => {
    const pool = await open({ maxConnections: 1, timeouts: { connectMs: 1000 } });
    const held = await pool.connect();
    await expect(pool.query('select 1')).rejects.toSatisfy(isOutage);
    // It is busy, not down.
    await check(pool);
    held.release();
    await pool.query('select 1');
  });

  test('a server that answers nothing any more is given up, and its connections are not kept', async () => {
    const { port, freeze } = await freezable(new URL(server.url()));
    const connection = server.url().replace(/:\d+\//, `:${port}/`);
    const timeouts = { connectMs: 1000, answerMs: 1000 };
    const pool = await open({ connection, timeouts, maxConnections: 2 });
    await pool.query('select 1');
    freeze(true);
    for (let count = 0; count < 3; count++) await expect(pool.query('select 1')).rejects.toSatisfy(isOutage);
    await expect(transaction(pool, (tx) => tx.query('select 1'))).rejects.toSatisfy(isOutage);
    freeze(false);
    expect(pool.totalCount).toBe(0);
    await Promise.all([1, 2, 3, 4].map(() => pool.query('select 1')));
    expect(pool.totalCount).toBeLessThanOrEqual(2);
  });

  test('a cursor is read as slowly as its reader likes, and given up where the server answers nothing any more', async () => {
    const { port, freeze } = await freezable(new URL(server.url()));
    const clock = new VirtualClock();
    const pool = new Pool({
      connectionString: server.url().replace(/:\d+\//, `:${port}/`),
      query_timeout: 1000,
    });
    onTestFinished(() => pool.end());
    pool.on('error', () => {});
    timeOutStatements(pool, clock);
    const client = await pool.connect();
    const cursor = new Cursor('select generate_series(1, 3) as n');
    client.query(cursor);
    expect(await cursor.next()).toBe('1');
    await clock.advance(60_000);
    expect(await cursor.next()).toBe('2');
    freeze(true);
    const unanswered = cursor.next();
    unanswered.catch(() => {});
    await clock.advance(999);
    expect(cursor.failed).toBe(false);
    await clock.advance(1);
    await expect(unanswered).rejects.toSatisfy(isOutage);
    client.release(true);
  });

  test('survives the server’s crash, tells of it, recovers, and leaks no connection', async () => {
    const context = testContext();
    await late.start();
    const component = postgres({ connection: late.url(), applicationName: 'crashed', maxConnections: 5 });
    const pool = await started(component, context);
    await Promise.all([1, 2, 3, 4, 5].map(() => pool.query('select pg_sleep(0.05)')));
    await late.stop();
    await expect
      .poll(() => context.events)
      .toContainEqual(expect.objectContaining({ type: 'connection.lost' }));
    for (let count = 0; count < 20; count++) await expect(pool.query('select 1')).rejects.toSatisfy(isOutage);
    await expect(component.check?.run(pool, new AbortController().signal)).rejects.toSatisfy(isOutage);
    await late.start();
    await Promise.all(Array.from({ length: 20 }, () => pool.query('select 1')));
    await component.check?.run(pool, new AbortController().signal);
    const open = () => query(late.url(), `select 1 from pg_stat_activity where application_name = 'crashed'`);
    await expect.poll(async () => (await open()).length - pool.totalCount).toBe(0);
    expect(pool.totalCount).toBeLessThanOrEqual(5);
  });

  test('the check cuts its connection when its time is over', async () => {
    const { port, freeze } = await freezable(new URL(server.url()));
    const connection = server.url().replace(/:\d+\//, `:${port}/`);
    const component = postgres({ connection });
    const pool = await started(component);
    freeze(true);
    const over = new AbortController();
    const asking = Promise.resolve(component.check?.run(pool, over.signal));
    over.abort(new Error('overdue'));
    await expect(asking).rejects.toThrow();
  });

  test('the only connection of an embedded server is the one that is checked', async () => {
    const pool = await open({ singleConnection: true, applicationName: 'single' });
    await check(pool, { singleConnection: true, applicationName: 'single' });
    expect(pool.options.max).toBe(1);
    expect(await connections('single')).toBe(1);
  });

  test('a server without a connection to spare is not down for a pool that has some', async () => {
    await query(server.url(), 'create role crowded login connection limit 2');
    const connection = server.url().replace('postgres@', 'crowded@');
    const pool = await open({ connection, maxConnections: 2 });
    const held = [await pool.connect(), await pool.connect()];
    await check(pool, { connection });
    for (const client of held) client.release();
    await check(pool, { connection });
    const empty = await open({ connection, critical: false });
    await expect(check(empty, { connection })).rejects.toMatchObject({ code: '53300' });
  });

  test('is traced', async () => {
    await using traced = await startTraced();
    const pool = await open();
    await trace.getTracer('test').startActiveSpan('request', async (span) => {
      await pool.query('select 1 from pg_class');
      span.end();
    });
    await traced.flush();
    expect(traced.collector.span('SELECT pg_class')).toMatchObject({ kind: 3 });
  });

  test('is measured, and closes every connection when it is stopped', async () => {
    await using metrics = startMetrics({
      service: 'test',
      version: '1',
      bus: new EventBus(),
      clock: systemClock,
    });
    const component = postgres({ connection: server.url(), applicationName: 'measured', maxConnections: 2 });
    const pool = await component.start(testContext());
    const held = [await pool.connect(), await pool.connect()];
    const waiter = pool.connect();
    const figures = async () =>
      (await metrics.render('text/plain')).body
        .split('\n')
        .filter((line) => line.startsWith('db_client_connection'));
    expect(await figures()).toEqual([
      expect.stringMatching(/^db_client_connection_count\{.*state="idle".* 0$/),
      expect.stringMatching(/^db_client_connection_count\{.*state="used".* 2$/),
      expect.stringMatching(/^db_client_connection_limit\{.*pool_name="postgres".* 2$/),
      expect.stringMatching(/^db_client_connection_pending_requests\{.* 1$/),
    ]);
    held[0]?.release();
    (await waiter).release();
    held[1]?.release();
    await stopped(component, pool);
    expect((await figures())[1]).toMatch(/state="used".* 0$/);
    await expect.poll(() => connections('measured')).toBe(0);
  });

  test('measures each statement, and how it failed', async () => {
    await using metrics = startMetrics({
      service: 'test',
      version: '1',
      bus: new EventBus(),
      clock: systemClock,
    });
    const pool = await open();
    await transaction(pool, (tx) => tx.query('select $1::int as one', [1]));
    await expect(pool.query('insert into nowhere values (1)')).rejects.toThrow('nowhere');
    const { body } = await metrics.render('text/plain');
    const count = (labels: string, times: number) =>
      new RegExp(`^db_client_operation_duration_seconds_count\\{[^}]*${labels}[^}]*\\} ${times}$`, 'm');
    expect(body).toMatch(count('db_operation_name="COMMIT"', 1));
    // That of the start as well.
    expect(body).toMatch(count('db_operation_name="SELECT"', 2));
    expect(body).toMatch(count('db_operation_name="INSERT"[^}]*error_type="42P01"', 1));
    expect(body.match(/^# HELP db_client_operation_duration_seconds /gm)).toHaveLength(1);
  });
});

/** A proxy before a server that can swallow everything, as a network does whose other end is gone. */
async function freezable(target: URL): Promise<{ port: number; freeze: (frozen: boolean) => void }> {
  let frozen = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (frozen || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (proxy.address() as AddressInfo).port, freeze: (now) => (frozen = now) };
}
