import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, readPlan } from '../../src/migrations/index.ts';
import { migrationDatabase } from '../../src/stores/index.ts';
import { pooler } from '../stores/pooler.ts';
import { postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { program } from './behaviour.ts';

const ships = { name: '0001_ships', sql: 'create table ships (id int)' };

describe.skipIf(postgresMissing !== '')(`migrations through a pooler${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([1, 2, 3, 4])(
    'are refused where %i sessions are shared: no lock would hold, and time-outs would stay with others',
    async (sessions) => {
      const url = await server.createDatabase();
      const database = migrationDatabase(await pooler(url, 'transaction', sessions));
      await expect(migrate(await program(database, [ships]))).rejects.toMatchObject({
        code: 'SW_CONFIG_INVALID',
        exitCode: 78,
        message: expect.stringContaining('pooler in transaction mode') as unknown,
      });
      expect(await query(url, `select to_regclass('seaworthy_migrations') as history`)).toEqual([
        { history: null },
      ]);
      // The gate and `--status` only ask.
      expect((await readPlan(await program(database, [ships]))).pending).toHaveLength(1);
    },
  );

  test('are applied where each client has a session of its own', async () => {
    const database = migrationDatabase(await pooler(await server.createDatabase(), 'session'));
    expect(await migrate(await program(database, [ships]))).toEqual(['0001_ships']);
  });
});
