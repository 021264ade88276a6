import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresSessionStore, sessionsSchema } from '../../../src/stores/sessions/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';
import { postgresMissing, PostgresServer } from '../postgres-server.ts';
import { describeSessions } from './behaviour/index.ts';
import { Browser, MINUTE_MS, openSessions } from './fixture.ts';

describe.skipIf(postgresMissing !== '')(`on PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  let pool: Pool;
  beforeAll(async () => {
    server = await PostgresServer.start();
    pool = new Pool({ connectionString: server.url() });
    pool.on('error', () => undefined);
    await pool.query(sessionsSchema);
  });
  afterAll(async () => {
    await pool.end();
    await server[Symbol.asyncDispose]();
  });

  const open = async () => {
    await pool.query('truncate seaworthy_sessions');
    return postgresSessionStore(pool);
  };
  describeSessions(open);

  test('what has expired is removed, by several replicas at once', async () => {
    const clock = new VirtualClock();
    const sessions = openSessions(await open(), { clock });
    await pool.query(`
      insert into seaworthy_sessions
      select 'old ' || number, 1, null, '{}', '2025-01-01', '2025-01-01', false from generate_series(1, 2500) as number`);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    const removed = await Promise.all([1, 2, 3].map(() => sessions.deleteExpired()));
    expect(removed.reduce((total, count) => total + count)).toBe(2500);
    expect(await browser.visit(sessions, ({ userId }) => userId)).toBe('ann');
    await clock.advance(30 * MINUTE_MS);
    expect(await sessions.deleteExpired()).toBe(1);
  });

  /** One connection, so that what it has prepared is known, and the names of that. */
  async function oneConnection() {
    const single = new Pool({ connectionString: server.url(), max: 1 });
    onTestFinished(() => single.end());
    const prepared = 'select name from pg_prepared_statements';
    const names = async () => (await single.query<{ name: string }>(prepared)).rows.map(({ name }) => name);
    return { single, store: postgresSessionStore(single), names };
  }

  // Both as behind a pooler that hands each transaction to another connection and knows nothing of prepared statements.
  test('a prepared statement that is lost is run as it is, and so are all from then on', async () => {
    const { single, store, names } = await oneConnection();
    await store.read('a');
    expect(await names()).toEqual([expect.stringMatching(/^seaworthy_\w{16}$/)]);
    await single.query('deallocate all');
    await expect(store.read('a')).resolves.toBeUndefined();
    await store.delete('a');
    expect(await names()).toEqual([]);
  });

  test('a statement that another client has prepared on the connection is run as it is', async () => {
    const other = await oneConnection();
    await other.store.read('a');
    const { single, store, names } = await oneConnection();
    for (const name of await other.names()) await single.query(`prepare ${name} as select 1`);
    await expect(store.read('a')).resolves.toBeUndefined();
    await store.delete('a');
    // On a connection anew: the pool drops one whose statement failed.
    expect(await names()).toEqual([]);
  });

  test('a server that is away is told as such, and its sessions are there when it is back', async () => {
    const sessions = openSessions(await open());
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.login('ann'));
    await server.stop();
    await expect(browser.visit(sessions, ({ userId }) => userId)).rejects.toMatchObject({
      code: 'SW_SESSION_STORE',
      status: 503,
    });
    await server.start();
    expect(await browser.visit(sessions, ({ userId }) => userId)).toBe('ann');
  });

  test('a table that no migration has made is told as such', async () => {
    const elsewhere = new Pool({ connectionString: await server.createDatabase() });
    const sessions = openSessions(postgresSessionStore(elsewhere));
    const session = await sessions.load(undefined);
    await expect(session.login('ann')).rejects.toMatchObject({
      code: 'SW_SESSION_STORE',
      cause: { code: '42P01' },
    });
    await elsewhere.end();
  });
});
