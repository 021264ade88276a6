import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdempotency } from '../../../src/stores/idempotency/index.ts';
import { transaction } from '../../../src/stores/postgres/index.ts';
import { postgresMissing, PostgresServer } from '../postgres-server.ts';
import { describeIdempotency } from './behaviour.ts';

describe.skipIf(postgresMissing !== '')(`on PostgreSQL${postgresMissing}`, () => {
  let server: PostgresServer;
  let pool: Pool;
  beforeAll(async () => {
    server = await PostgresServer.start();
    pool = new Pool({ connectionString: server.url(), max: 20, lock_timeout: 1000 });
  });
  afterAll(async () => {
    await pool.end();
    await server[Symbol.asyncDispose]();
  });
  describeIdempotency(() => ({ db: pool, transact: (work) => transaction(pool, work) }));

  test('a repetition that comes while the first is long under way is told to come again', async () => {
    const idempotency = createIdempotency({ db: pool, transact: (work) => transaction(pool, work) });
    const request = () =>
      new Request('http://shop/slow', { method: 'POST', headers: { 'idempotency-key': 'slow' } });
    const identity = { principal: 'ada', payload: 1 };
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = idempotency.answer(request(), identity, async () => {
      begun.resolve();
      await end.promise;
      return new Response('done');
    });
    await begun.promise;
    const impatient = idempotency.answer(request(), identity, () => Promise.resolve(new Response('twice')));
    await expect(impatient).rejects.toMatchObject({
      code: 'SW_IDEMPOTENCY_CONFLICT',
      status: 409,
      headers: { 'retry-after': '1' },
    });
    end.resolve();
    expect(await (await first).text()).toBe('done');
    const again = await idempotency.answer(request(), identity, () => Promise.resolve(new Response('twice')));
    expect(await again.text()).toBe('done');
  });

  test('the key is free again where the first is rolled back, or its process killed', async () => {
    const idempotency = createIdempotency({ db: pool, transact: (work) => transaction(pool, work) });
    const request = () =>
      new Request('http://shop/killed', { method: 'POST', headers: { 'idempotency-key': 'killed' } });
    const identity = { principal: 'ada', payload: 1 };
    const killed = idempotency.answer(request(), identity, async (tx) => {
      // As the server sees it when the process dies.
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
      return new Response('never');
    });
    await expect(killed).rejects.toThrow();
    const next = await idempotency.answer(request(), identity, () => Promise.resolve(new Response('done')));
    expect(await next.text()).toBe('done');
  });
});
