import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../packages/runtime/test/stores/postgres-server.ts';
import { status, until } from './probing.ts';
import { startShop } from './service-processes.ts';

describe.skipIf(postgresMissing !== '')(`a PostgreSQL server that is${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeEach(async () => {
    server = await PostgresServer.down();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  test('down at start: the shop waits, then comes up', async () => {
    await using shop = startShop({ DATABASE_URL: server.url() });
    await shop.line(({ event, attempt }) => event === 'waiting' && attempt === 2);
    const admin = await shop.adminUrl();
    expect(await status(`${admin}/startupz`)).toBe(503);
    expect(await status(`${admin}/livez`)).toBe(200);
    await server.start();
    expect((await (await Client.of(await shop.url())).order()).status).toBe(201);
    expect(await status(`${admin}/startupz`)).toBe(200);
  });

  test('down at start: SIGTERM ends the wait', async () => {
    await using shop = startShop({ DATABASE_URL: server.url() });
    await shop.line(({ event }) => event === 'waiting');
    shop.kill('SIGTERM');
    expect(await shop.exit).toMatchObject({ code: 70 });
  });

  test('without the database that is named: the start fails and says so', async () => {
    await server.start();
    await using shop = startShop({ DATABASE_URL: `${server.url()}_that_is_missing` });
    expect(await shop.exit).toMatchObject({ code: 68 });
    expect(shop.stderr() + JSON.stringify(shop.lines)).toContain('does not exist');
  });

  test('held up by a lock: 503, and the order is placed once the lock is gone', async () => {
    await server.start();
    await using shop = startShop({ DATABASE_URL: server.url() });
    const client = await Client.of(await shop.url());
    const holder = new pg.Client(server.url());
    await holder.connect();
    await holder.query('begin; lock table products');
    expect((await client.order()).status).toBe(503);
    await holder.end();
    expect((await client.order()).status).toBe(201);
  });

  test('stopped and started again: 503 and unready, then both recover, and no connection is leaked', async () => {
    await server.start();
    await using shop = startShop({ DATABASE_URL: server.url() });
    const client = await Client.of(await shop.url());
    const admin = await shop.adminUrl();
    expect((await client.order()).status).toBe(201);
    await server.stop();
    const refused = await client.order();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    await until(async () => (await status(`${admin}/readyz`)) === 503);
    expect(await status(`${admin}/livez`)).toBe(200);
    await server.start();
    await until(async () => (await status(`${admin}/readyz`)) === 200);
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.order()));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
    const connections = `select 1 from pg_stat_activity where application_name = 'shop'`;
    expect((await query(server.url(), connections)).length).toBeLessThanOrEqual(11);
  });
});
