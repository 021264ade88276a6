import { once } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { trace } from '@opentelemetry/api';
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endDatabaseSpan } from '../../src/telemetry/tracing/client/database-span.ts';
import { tracePool, traceRedis } from '../../src/telemetry/tracing/index.ts';
import { attributesOf } from './official-otlp.ts';
import { startStubRedis } from './stub-redis.ts';
import { startTraced } from './traced.ts';
import { newPglite } from '../stores/pglite.ts';

/** Runs `work` within a span, and gives that span's ids. */
async function within(work: () => unknown) {
  return trace.getTracer('test').startActiveSpan('parent', async (parent) => {
    await work();
    parent.end();
    return parent.spanContext();
  });
}

describe('pg', () => {
  let database: PGlite;
  let server: PGLiteSocketServer;
  let port: number;
  let pool: Pool;

  beforeAll(async () => {
    database = await newPglite();
    server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1' });
    const listening = new Promise<number>((resolve) =>
      server.addEventListener('listening', (event) =>
        resolve((event as CustomEvent<{ port: number }>).detail.port),
      ),
    );
    await server.start();
    port = await listening;
    pool = tracePool(new Pool({ host: '127.0.0.1', port, database: 'postgres', user: 'postgres', max: 1 }));
    await pool.query('CREATE TABLE users (id int, name text)');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
    await database.close();
  });

  test('a statement is a client span by the database conventions', async () => {
    await using traced = await startTraced();
    const { traceId, spanId } = await within(() => pool.query('SELECT name FROM users WHERE id = $1', [7]));
    await traced.flush();
    const span = traced.collector.span('SELECT users');
    expect(span).toMatchObject({ kind: 3, traceId, parentSpanId: spanId });
    expect(attributesOf(span)).toEqual({
      'db.system.name': 'postgresql',
      'db.operation.name': 'SELECT',
      'db.query.summary': 'SELECT users',
      'db.query.text': 'SELECT name FROM users WHERE id = $1',
      'db.namespace': 'postgres',
      'server.address': '127.0.0.1',
      'server.port': String(port),
    });
  });

  test('literals are not told', async () => {
    await using traced = await startTraced();
    await within(() => pool.query("INSERT INTO users VALUES (42, 'Alice')"));
    await traced.flush();
    expect(attributesOf(traced.collector.span('INSERT users'))['db.query.text']).toBe(
      'INSERT INTO users VALUES (?, ?)',
    );
  });

  test('a failure tells its SQLSTATE', async () => {
    await using traced = await startTraced();
    await within(() => expect(pool.query('SELECT * FROM nowhere')).rejects.toThrow(/nowhere/));
    await traced.flush();
    const span = traced.collector.span('SELECT nowhere');
    expect(span).toMatchObject({ status: { code: 2 } });
    expect(attributesOf(span)).toMatchObject({ 'error.type': '42P01', 'db.response.status_code': '42P01' });
  });

  test('a failure on the way there is no answer of the database', async () => {
    await using traced = await startTraced();
    const span = trace.getTracer('test').startSpan('SELECT users');
    endDatabaseSpan(span, Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await traced.flush();
    const attributes = attributesOf(traced.collector.span('SELECT users'));
    expect(attributes).toEqual({ 'error.type': 'ECONNRESET' });
  });

  test('callbacks, clients and named statements are traced too', async () => {
    await using traced = await startTraced();
    await within(
      () =>
        new Promise<void>((resolve, reject) => {
          pool.query('SELECT 1 AS a', (error: Error | undefined, result) => {
            if (error) return reject(error);
            expect(result.rows).toEqual([{ a: 1 }]);
            resolve();
          });
        }),
    );
    await within(async () => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query({ name: 'by-id', text: 'SELECT id FROM users WHERE id = $1', values: [1] });
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    });
    await traced.flush();
    const names = traced.collector.spans().map(({ name }) => name);
    expect(names.filter((name) => name !== 'parent')).toEqual(['SELECT', 'BEGIN', 'SELECT users', 'COMMIT']);
  });

  test('statements that wait for a connection stay in their own trace', async () => {
    await using traced = await startTraced();
    const traces = await Promise.all(
      Array.from({ length: 5 }, (_, i) => within(() => pool.query(`SELECT ${i} AS table${i}`))),
    );
    await traced.flush();
    const spans = traced.collector.spans().filter(({ name }) => name === 'SELECT');
    expect(spans.map(({ traceId }) => traceId)).toEqual(traces.map(({ traceId }) => traceId));
    expect(spans.map((span) => attributesOf(span)['db.query.text'])).toEqual(
      traces.map((_, i) => `SELECT ? AS table${i}`),
    );
  });

  test('outside of a trace nothing is told', async () => {
    await using traced = await startTraced();
    await pool.query('SELECT 1');
    await traced.flush();
    expect(traced.collector.spans()).toEqual([]);
  });
});

describe('redis', () => {
  let server: Awaited<ReturnType<typeof startStubRedis>>;
  beforeAll(async () => {
    server = await startStubRedis();
  });
  afterAll(() => server[Symbol.dispose]());

  interface Commands extends Disposable {
    get(key: string): Promise<unknown>;
    lpush(key: string, value: string): Promise<unknown>;
  }
  const ioredis = (): Redis => new Redis({ host: '127.0.0.1', port: server.port, db: 2 });
  const commandsOf = async (client: Redis): Promise<Commands> => {
    // What waits for the connection is published when it is sent, out of its context.
    await once(client, 'ready');
    return {
      get: (key) => client.get(key),
      lpush: (key, value) => client.lpush(key, value),
      [Symbol.dispose]: () => client.disconnect(),
    };
  };

  test.each<[string, () => Promise<Commands>]>([
    ['ioredis, by its channels', () => commandsOf(ioredis())],
    ['ioredis, wrapped as one that has none', () => commandsOf(traceRedis(ioredis()))],
    [
      'node-redis, by its channels',
      async () => {
        const client = createClient({ socket: { host: '127.0.0.1', port: server.port }, database: 2 });
        await client.connect();
        return {
          get: (key) => client.get(key),
          lpush: (key, value) => client.lPush(key, value),
          [Symbol.dispose]: () => client.destroy(),
        };
      },
    ],
  ])('%s', async (_, connect) => {
    await using traced = await startTraced();
    using client = await connect();
    const { traceId, spanId } = await within(async () => {
      await expect(client.get('secret-key')).resolves.toBe('value');
      await expect(client.lpush('secret-key', 'secret')).rejects.toThrow('WRONGTYPE');
    });
    await client.get('outside of a trace');
    await traced.flush();
    const [get, push] = traced.collector.spans().filter(({ name }) => name !== 'parent');
    expect(traced.collector.spans()).toHaveLength(3);
    expect(get).toMatchObject({ name: 'GET', kind: 3, traceId, parentSpanId: spanId });
    expect(get && attributesOf(get)).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'GET',
      'db.namespace': '2',
      'server.address': '127.0.0.1',
      'server.port': String(server.port),
    });
    expect(push).toMatchObject({ name: 'LPUSH', status: { code: 2 } });
    expect(push && attributesOf(push)).toMatchObject({
      'db.response.status_code': 'WRONGTYPE',
      'error.type': 'WRONGTYPE',
    });
    expect(JSON.stringify(traced.collector.requests)).not.toContain('secret');
  });
});
