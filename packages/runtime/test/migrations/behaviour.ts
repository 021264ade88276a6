import { describe, expect, test } from 'vitest';
import {
  loadMigrations,
  migrate,
  previewMigrate,
  readPlan,
  revert,
  type Migration,
  type MigrationClient,
  type MigrationDatabase,
  type MigrationSettings,
} from '../../src/migrations/index.ts';
import { testContext, type TestContext } from '../stores/started.ts';

/** How a program migrates in a test. */
export interface Program {
  readonly service?: string;
  readonly settings?: MigrationSettings;
  readonly to?: number;
  readonly context?: TestContext;
}

/** What a program with these migrations is asked with. */
export async function program(database: MigrationDatabase, list: readonly Migration[], given: Program = {}) {
  const { service = 'shop', settings, to, context = testContext() } = given;
  return { ...context, service, settings, to, database, migrations: await loadMigrations({ list }) };
}

/** Runs a statement. */
export function run<Row extends object>(database: MigrationDatabase, text: string): Promise<readonly Row[]> {
  return database.connect(
    async (client) => (await client.query<Row>(text)).rows,
    new AbortController().signal,
  );
}

const fruits = { name: '0001_fruits', sql: 'create table fruits (name text primary key);' };
const apple = { name: '0002_apple', sql: `insert into fruits values ('apple');` };
const pear = { name: '0003_pear', sql: `insert into fruits values ('pear');` };

/** What every database must do. `open` gives an empty one. */
export function describeMigrations(open: () => Promise<MigrationDatabase>): void {
  const names = async (database: MigrationDatabase) => {
    const rows = await run<{ name: string }>(database, 'select name from fruits order by name');
    return rows.map(({ name }) => name);
  };

  test('applies what is pending in the order of the versions, each once, and tells both versions', async () => {
    const database = await open();
    const context = testContext();
    const list = [pear, fruits, apple];
    expect(await migrate(await program(database, list, { context }))).toEqual([
      '0001_fruits',
      '0002_apple',
      '0003_pear',
    ]);
    expect(context.events.filter(({ type }) => type === 'schema')).toEqual([
      { type: 'schema', state: 'current', database: 3, code: 3 },
    ]);
    expect(await migrate(await program(database, list))).toEqual([]);
    expect(await names(database)).toEqual(['apple', 'pear']);
  });

  test('orders by number, not by letter', async () => {
    const database = await open();
    const list = [
      { name: '10_last', sql: `insert into fruits values ('b')` },
      { name: '9_fruits', sql: fruits.sql },
    ];
    expect(await migrate(await program(database, list))).toEqual(['9_fruits', '10_last']);
  });

  test('stops at a version that is named, and goes on from there', async () => {
    const database = await open();
    const list = [fruits, apple, pear];
    expect(await migrate(await program(database, list, { to: 2 }))).toEqual(['0001_fruits', '0002_apple']);
    expect(await migrate(await program(database, list))).toEqual(['0003_pear']);
  });

  test('an edited migration is refused with its name and both checksums, and nothing is run', async () => {
    const database = await open();
    await migrate(await program(database, [fruits, apple]));
    const edited = { ...apple, sql: `insert into fruits values ('plum');` };
    await expect(migrate(await program(database, [fruits, edited, pear]))).rejects.toMatchObject({
      code: 'SW_MIGRATION_REFUSED',
      exitCode: 71,
      message: expect.stringMatching(
        /0002_apple was edited.* was [0-9a-f]{16} and is [0-9a-f]{16}/,
      ) as unknown,
    });
    expect(await names(database)).toEqual(['apple']);
  });

  test('line endings are no edit', async () => {
    const database = await open();
    await migrate(await program(database, [{ ...fruits, sql: 'create table fruits\n(name text);\n' }]));
    const checkedOut = { ...fruits, sql: '\uFEFFcreate table fruits\r\n(name text);\r\n' };
    expect(await migrate(await program(database, [checkedOut]))).toEqual([]);
  });

  test('one that is gone, and one that comes late, are refused', async () => {
    const database = await open();
    await migrate(await program(database, [fruits, pear]));
    await expect(migrate(await program(database, [fruits, apple, pear]))).rejects.toThrow(
      '0002_apple is new, yet comes before 0003_pear',
    );
    const without = [fruits, { name: '0004_more', sql: 'select 1' }];
    await expect(migrate(await program(database, without))).rejects.toThrow(
      '0003_pear has been applied and is not among',
    );
  });

  test('a schema newer than the program is left as it is', async () => {
    const database = await open();
    await migrate(await program(database, [fruits, apple, pear]));
    const context = testContext();
    expect(await migrate(await program(database, [fruits, apple], { context }))).toEqual([]);
    expect(context.events).toEqual([{ type: 'schema', state: 'newer', database: 3, code: 2 }]);
  });

  test('one that fails is rolled back whole and named with its line; those before it stay', async () => {
    const database = await open();
    const broken = {
      name: '0003_broken',
      sql: `insert into fruits values ('fig');\n\ninsert into nowhere values (1);`,
    };
    await expect(migrate(await program(database, [fruits, apple, broken]))).rejects.toMatchObject({
      code: 'SW_MIGRATION_FAILED',
      exitCode: 65,
      message: expect.stringContaining('migration 0003_broken, line 3') as unknown,
    });
    expect(await names(database)).toEqual(['apple']);
    expect(await migrate(await program(database, [fruits, apple, pear]))).toEqual(['0003_pear']);
  });

  test('several statements in one file, with functions and comments among them', async () => {
    const database = await open();
    const sql = `${fruits.sql}
      create function add(fruit text) returns void language plpgsql as $$
        begin insert into fruits values (fruit); end; -- a semicolon; in here
      $$;
      select add('a;b');`;
    await migrate(await program(database, [{ name: '1_all', sql }]));
    expect(await names(database)).toEqual(['a;b']);
  });

  test('outside of a transaction what was done stays, and the file runs again from its start', async () => {
    const database = await open();
    const step = (last: string) => ({
      name: '0002_step',
      sql: `-- seaworthy: no-transaction\ninsert into fruits values ('fig') on conflict do nothing; ${last}`,
    });
    await expect(migrate(await program(database, [fruits, step('select broken')]))).rejects.toThrow(
      'a part of it may be done',
    );
    expect(await names(database)).toEqual(['fig']);
    expect(
      await migrate(await program(database, [fruits, step(`insert into fruits values ('plum')`)])),
    ).toEqual(['0002_step']);
    expect(await names(database)).toEqual(['fig', 'plum']);
  });

  test('code migrates in its transaction, and is rolled back with it', async () => {
    const database = await open();
    const code = (fail: boolean): Migration => ({
      name: '0002_code',
      async up(client) {
        const { rows } = await client.query<{ sum: number }>('select $1::int + 1 as sum', [1]);
        await client.query('insert into fruits values ($1)', [`fruit ${rows[0]?.sum}`]);
        if (fail) throw new Error('not today');
      },
    });
    await expect(migrate(await program(database, [fruits, code(true)]))).rejects.toThrow('not today');
    expect(await names(database)).toEqual([]);
    await migrate(await program(database, [fruits, code(false)]));
    expect(await names(database)).toEqual(['fruit 2']);
  });

  test('…or outside of one, where it says so: what was done stays, and it runs again', async () => {
    const database = await open();
    const code = (fail: boolean): Migration => ({
      name: '0002_code',
      transaction: false,
      async up(client) {
        await client.query(`insert into fruits values ('fig') on conflict do nothing`);
        if (fail) throw new Error('not today');
      },
    });
    await expect(migrate(await program(database, [fruits, code(true)]))).rejects.toThrow('not today');
    expect(await names(database)).toEqual(['fig']);
    expect(await migrate(await program(database, [fruits, code(false)]))).toEqual(['0002_code']);
  });

  test('code that swallows a failure is not taken for applied', async () => {
    const database = await open();
    const careless: Migration = {
      name: '0002_careless',
      up: (client) => client.query('insert into nowhere values (1)').catch(() => undefined),
    };
    await expect(migrate(await program(database, [fruits, careless]))).rejects.toMatchObject({
      code: 'SW_MIGRATION_FAILED',
    });
    expect((await readPlan(await program(database, [fruits, careless]))).pending).toHaveLength(1);
  });

  test.each<[string, (client: MigrationClient) => Promise<unknown>]>([
    ['goes on', (client) => client.query('commit')],
    ['fails then', (client) => client.query('commit; select 1/0')],
    ['begins another', (client) => client.query(`commit; begin; insert into fruits values ('plum')`)],
  ])('code that ends its transaction itself and %s is not taken for applied', async (_what, then) => {
    const database = await open();
    const hasty: Migration = {
      name: '0002_hasty',
      async up(client) {
        await client.query(`insert into fruits values ('fig')`);
        await then(client);
      },
    };
    await expect(migrate(await program(database, [fruits, hasty]))).rejects.toMatchObject({
      code: 'SW_MIGRATION_FAILED',
      message: expect.stringMatching(/^It ended its transaction itself/) as unknown,
      fix: expect.stringMatching(/^Leave its transaction to the runner/) as unknown,
    });
    expect(await names(database)).toEqual(['fig']);
    expect((await readPlan(await program(database, [fruits, hasty]))).pending).toHaveLength(1);
    expect(await migrate(await program(database, [fruits, apple]))).toEqual(['0002_apple']);
  });

  test('the role that a migration takes on is laid down for the next', async () => {
    const database = await open();
    const role = `role_${Math.random().toString(36).slice(2)}`;
    const list = [
      { name: '0001_role', sql: `create role ${role}; set role ${role}` },
      { name: '0002_alone', sql: `-- seaworthy: no-transaction\nset role ${role}` },
      { name: '0003_fruits', sql: fruits.sql },
    ];
    expect(await migrate(await program(database, list))).toHaveLength(3);
  });

  test('what a migration sets for its session is gone for the next', async () => {
    const database = await open();
    const dump = {
      name: '0001_dump',
      sql: `create table public.fruits (name text); select set_config('search_path', '', false);`,
    };
    expect(await migrate(await program(database, [dump, apple]))).toEqual(['0001_dump', '0002_apple']);
  });

  test('takes back the last, or all after a version, and applies them again', async () => {
    const database = await open();
    const list = [
      { ...fruits, down: 'drop table fruits' },
      { ...apple, down: `delete from fruits where name = 'apple'` },
      { ...pear, down: `delete from fruits where name = 'pear'` },
    ];
    await migrate(await program(database, list));
    expect(await revert(await program(database, list))).toEqual(['0003_pear']);
    expect(await names(database)).toEqual(['apple']);
    expect(await revert(await program(database, list, { to: 0 }))).toEqual(['0002_apple', '0001_fruits']);
    expect(await migrate(await program(database, list))).toHaveLength(3);
    await expect(revert(await program(database, [fruits, apple, pear]))).rejects.toThrow('0003_pear');
  });

  test('services that share a database have each their own versions', async () => {
    const database = await open();
    await migrate(await program(database, [fruits]));
    const other = { name: '0001_ships', sql: 'create table ships ()' };
    expect(await migrate(await program(database, [other], { service: 'harbour' }))).toEqual(['0001_ships']);
  });

  describe('without changing anything', () => {
    test('a plan says what is applied, pending and newer', async () => {
      const database = await open();
      expect((await readPlan(await program(database, [fruits]))).pending).toHaveLength(1);
      await migrate(await program(database, [fruits, apple]));
      const plan = await readPlan(await program(database, [fruits]));
      expect(plan).toMatchObject({ pending: [], newer: [{ name: '0002_apple' }], problems: [] });
    });

    test('a preview says what would be applied, and refuses as the run itself would', async () => {
      const database = await open();
      const preview = await previewMigrate(await program(database, [fruits, apple, pear], { to: 2 }));
      expect(preview.map(({ name }) => name)).toEqual(['0001_fruits', '0002_apple']);
      expect(await run(database, `select to_regclass('fruits') as it`)).toEqual([{ it: null }]);
      await migrate(await program(database, [fruits]));
      const edited = [{ ...fruits, sql: 'select 1' }];
      await expect(previewMigrate(await program(database, edited))).rejects.toThrow('0001_fruits was edited');
    });
  });
}
