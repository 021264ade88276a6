import { randomBytes } from 'node:crypto';
import type { SpawnedService } from '@seaworthy/runtime/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresMissing, PostgresServer } from '../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../../packages/runtime/test/stores/redis-server.ts';
import { buildMs, s3Missing, S3Server } from '../../../packages/runtime/test/stores/s3-server.ts';
import { describeShop } from './behaviour.ts';
import { Client } from './client.ts';
import { png } from './photo.ts';
import { status, until } from './probing.ts';
import { startShop } from './service-processes.ts';

const missing = `${postgresMissing}${redisMissing}${s3Missing}`;

describe.skipIf(missing !== '')(`on PostgreSQL, Redis and S3${missing}`, () => {
  const kept = new AsyncDisposableStack();
  let postgres: PostgresServer;
  let bucket: S3Server;
  let env: Readonly<Record<string, string>>;
  let shop: SpawnedService;
  let client: Client;
  beforeAll(async () => {
    postgres = kept.use(await PostgresServer.start());
    bucket = kept.use(await S3Server.start());
    env = {
      DATABASE_URL: await postgres.createDatabase(),
      REDIS_URL: kept.use(await RedisServer.start()).url,
      S3_ENDPOINT: bucket.endpoint,
      S3_BUCKET: 'test',
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test-secret',
      SHOP_SESSION_KEYS: randomBytes(32).toString('base64url'),
    };
    shop = kept.use(startShop({ ...env, SHOP_FULFIL_EVERY: '200ms' }));
    client = await Client.of(await shop.url());
  }, buildMs);
  afterAll(() => kept.disposeAsync());

  describeShop(
    () => client,
    () => shop.url(),
  );

  test('without its bucket: 503 for photos, all else is answered, degraded; then it recovers', async () => {
    const admin = await shop.adminUrl();
    const path = `/products/${await client.stock('mirror', 1)}/photo`;
    const put = async (photo: Uint8Array<ArrayBuffer>) =>
      (await client.send(path, { method: 'PUT', body: photo })).status;
    expect(await put(png(10))).toBe(200);
    await bucket.stop();
    const refused = await client.send(path);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(await put(png(20))).toBe(503);
    expect((await client.order()).status).toBe(201);
    await shop.line(({ event, to }) => event === 'state' && to === 'degraded');
    expect(await status(`${admin}/readyz`)).toBe(200);
    await bucket.start();
    await until(async () => (await status(new URL(path, await shop.url()).href)) === 200);
    const shown = await fetch(new URL(path, await shop.url()));
    expect(Buffer.from(await shown.bytes())).toEqual(png(10));
    expect(await put(png(20))).toBe(200);
    await shop.line(({ event, from, to }) => event === 'state' && from === 'degraded' && to === 'ready');
  });

  test('in production: comes up on the schema that `migrate` has brought, with cookies for TLS alone', async () => {
    const production = { ...env, DATABASE_URL: await postgres.createDatabase(), NODE_ENV: 'production' };
    const { DATABASE_URL, NODE_ENV } = production;
    // Of its own: a pipeline that migrates knows no more.
    await using migrating = startShop({ DATABASE_URL, NODE_ENV }, ['migrate']);
    expect(await migrating.exit).toEqual({ code: 0, signal: null });
    await using serving = startShop(production, []);
    const grace = { user: 'grace', password: 'nanoseconds are short' };
    const visitor = new Client(await serving.url());
    const registered = {
      id: grace.user,
      name: 'Grace',
      email: 'grace@example.com',
      password: grace.password,
    };
    expect((await visitor.post('/users', registered)).status).toBe(201);
    const { headers } = await visitor.post('/session', grace);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect((await visitor.order(await visitor.stock('buoy', 1), 'once')).status).toBe(201);
  });

  test('in production without its servers: the start fails and names all that is missing at once', async () => {
    await using refused = startShop({
      NODE_ENV: 'production',
      PORT: '0',
      ADMIN_PORT: '0',
      REDIS_URL: 'nowhere',
    });
    expect(await refused.exit).toEqual({ code: 78, signal: null });
    const said = refused.stderr() + JSON.stringify(refused.lines);
    expect(said).toMatch(/The configuration has 4 errors/);
    for (const setting of ['DATABASE_URL', 'S3_ENDPOINT', 'SHOP_SESSION_KEYS'])
      expect(said).toMatch(
        new RegExp(`${setting} \\(missing\\): expected [^;]+; it may be absent in development only`),
      );
    expect(said).toMatch(/REDIS_URL \(environment\): expected a URL/);
  });
});
