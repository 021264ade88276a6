import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RuntimeEvent } from '../../src/events.ts';
import { migrate } from '../../src/migrations/index.ts';
import { migrationDatabase } from '../../src/stores/index.ts';
import { openClient, postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
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

  test.each(['postgres', 'owner'])(
    'that %s is building is waited for, and neither ends as a deadlock',
    async (role) => {
      const url = await server.createDatabase();
      const as = (name: string) => url.replace('postgres@', `${name}@`);
      await query(
        url,
        `do $$ begin if to_regrole('owner') is null then create role owner login; end if; end $$;
      grant all on schema public to owner; create table ships (id int); alter table ships owner to owner`,
      );
      const create = 'create index concurrently if not exists ships_id on ships (id)';
      await using reader = await openClient(url);
      await reader.query('begin; insert into ships values (1)');
      const building = query(as(role), create);
      const found = `select indisvalid from pg_index join pg_class on oid = indexrelid where relname = 'ships_id'`;
      await expect.poll(() => query(url, found)).toEqual([{ indisvalid: false }]);
      const index = { name: '0001_index', sql: `-- seaworthy: no-transaction\n${create}` };
      const events: RuntimeEvent[] = [];
      const options = await program(migrationDatabase(as('owner')), [index]);
      const migrating = migrate({ ...options, emit: (event) => events.push(event) });
      await expect
        .poll(() => events)
        .toContainEqual(expect.objectContaining({ type: 'waiting', component: 'the index ships_id' }));
      await reader.query('commit');
      expect(await building).toEqual([]);
      expect(await migrating).toEqual(['0001_index']);
      expect(await query(url, found)).toEqual([{ indisvalid: true }]);
    },
  );

  test('whose name is written in another way is made as its statement says', async () => {
    const database = migrationDatabase(await server.createDatabase());
    const index = {
      name: '0002_index',
      sql: `-- seaworthy: no-transaction
        create index concurrently if not exists U&"d\\0061t" on ships (id)`,
    };
    expect(await migrate(await program(database, [ships, index]))).toEqual(['0001_ships', '0002_index']);
  });
});
