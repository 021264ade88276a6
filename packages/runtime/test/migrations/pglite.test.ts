import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrations/index.ts';
import { pooledMigrationDatabase } from '../../src/stores/index.ts';
import { describeMigrations, program, run } from './behaviour.ts';
import { newPglite } from '../stores/pglite.ts';

describe('migrations on PGlite, over the one connection that it has', () => {
  let embedded: PGlite;
  let server: PGLiteSocketServer;
  let pool: Pool;
  beforeAll(async () => {
    embedded = await newPglite();
    server = new PGLiteSocketServer({ db: embedded, port: 0, host: '127.0.0.1' });
    const listening = new Promise<number>((resolve) =>
      server.addEventListener('listening', (event) =>
        resolve((event as CustomEvent<{ port: number }>).detail.port),
      ),
    );
    await server.start();
    pool = new Pool({
      host: '127.0.0.1',
      port: await listening,
      user: 'postgres',
      database: 'postgres',
      max: 1,
    });
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
    await embedded.close();
  });

  const open = async () => {
    const database = pooledMigrationDatabase(pool);
    await run(database, 'drop schema public cascade; create schema public');
    return database;
  };
  describeMigrations(open);

  test('no lock is left on the connection', async () => {
    const database = await open();
    await migrate(await program(database, [{ name: '0001_fruits', sql: 'create table fruits ()' }]));
    expect(await run(database, `select * from pg_locks where locktype = 'advisory'`)).toEqual([]);
  });
});
