import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrations/index.ts';
import { migrationDatabase } from '../../src/stores/index.ts';
import { postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { program } from './behaviour.ts';

const ships = { name: '0001_ships', sql: 'create table ships (id int)' };

describe.skipIf(postgresMissing !== '')(`an index that is invalid${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(['ships (id)', 'only public."ships"(id)'])(
    'as an attempt before left it, is built anew, and not passed over by IF NOT EXISTS: on %s',
    async (table) => {
      const url = await server.createDatabase();
      const database = migrationDatabase(url);
      const twice = { name: '0002_twice', sql: 'insert into ships values (1), (1)' };
      const index = {
        name: '0003_index',
        sql: `-- seaworthy: no-transaction
          create unique index concurrently if not exists "Ships by id" on ${table};
          create index concurrently if not exists ships_again on ships (id)`,
      };
      const list = [ships, twice, index];
      await expect(migrate(await program(database, list))).rejects.toMatchObject({
        message: expect.stringContaining('could not create unique index') as unknown,
      });
      await query(url, 'delete from ships');
      expect(await migrate(await program(database, list))).toEqual(['0003_index']);
      expect(
        await query(
          url,
          `select relname, indisvalid from pg_index join pg_class on oid = indexrelid
          where indrelid = 'ships'::regclass order by relname`,
        ),
      ).toEqual([
        { relname: 'Ships by id', indisvalid: true },
        { relname: 'ships_again', indisvalid: true },
      ]);
    },
  );
});
