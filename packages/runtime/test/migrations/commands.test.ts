import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { openClient, postgresMissing, PostgresServer, query } from '../stores/postgres-server.ts';
import { bundle, type Bundle } from '../bundle/one-file.ts';
import { folderOf, writeFiles } from './folder.ts';

const ships = { '0001_ships.sql': 'create table ships (id int);' };
const three = {
  ...ships,
  '0002_first.sql': 'insert into ships values (1);',
  '0003_code.ts': `export const up = (client) => client.query('insert into ships values (2)');`,
};

let service: Bundle;
beforeAll(async () => {
  service = await bundle(new URL('service.ts', import.meta.url));
});
afterAll(() => service[Symbol.asyncDispose]());

/** Runs a command of the service in a process of its own. */
function command(args: string[], env: NodeJS.ProcessEnv): SpawnedService {
  return spawnService(service.file, { args, env });
}

/** What a process said, wherever. */
function said(process: SpawnedService): string {
  return process.stdout() + process.stderr();
}

describe.skipIf(postgresMissing !== '')(`node main.js migrate${postgresMissing}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const place = async (files: Readonly<Record<string, string>>) => ({
    DATABASE_URL: await server.createDatabase(),
    MIGRATIONS: await folderOf(files),
  });
  const applied = (process: SpawnedService) =>
    process.lines.flatMap(({ event, what, migration }) =>
      event === 'migration' && what === 'applied' ? [migration] : [],
    );
  const inShips = (url: string) => query<{ id: number }>(url, 'select id from ships order by id');

  test('ten processes at once on an empty database: each migration is applied once, and all end with 0', async () => {
    const env = await place(three);
    const processes = Array.from({ length: 10 }, () => command(['migrate'], env));
    for (const process of processes) expect(await process.exit).toEqual({ code: 0, signal: null });
    expect(processes.flatMap(applied).map(String).toSorted()).toEqual([
      '0001_ships',
      '0002_first',
      '0003_code',
    ]);
    expect(await inShips(env.DATABASE_URL)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('two programs that share a history, as an API and its worker do, apply one schema once', async () => {
    const env = { ...(await place(ships)), MIGRATION_SETTINGS: JSON.stringify({ history: 'fleet' }) };
    const programs = ['api', 'worker'].map((SERVICE) => command(['migrate'], { ...env, SERVICE }));
    for (const process of programs) expect(await process.exit).toEqual({ code: 0, signal: null });
    expect(programs.flatMap(applied)).toEqual(['0001_ships']);
  });

  test('one that is killed in the middle: the rest finish, and nothing is done twice', async () => {
    const env = await place({
      ...ships,
      '0002_slow.sql': `-- seaworthy: statement-timeout 0\ninsert into ships values (1); select pg_sleep(600);`,
    });
    await using victim = command(['migrate'], env);
    await victim.line(({ what, migration }) => what === 'begun' && migration === '0002_slow');
    await expect
      .poll(() => query(env.DATABASE_URL, `select 1 from pg_stat_activity where wait_event = 'PgSleep'`))
      .not.toEqual([]);
    // What the others bring is the same file to the database, but for its sleep.
    const others = {
      ...env,
      MIGRATIONS: await folderOf({ ...ships, '0002_slow.sql': 'insert into ships values (1);' }),
    };
    const rest = Array.from({ length: 3 }, () => command(['migrate'], others));
    for (const process of rest) await process.line(({ event }) => event === 'waiting');
    victim.kill('SIGKILL');
    for (const process of rest) expect(await process.exit).toEqual({ code: 0, signal: null });
    expect(rest.flatMap(applied)).toEqual(['0002_slow']);
    expect(await inShips(env.DATABASE_URL)).toEqual([{ id: 1 }]);
  });

  test('an edited migration is refused with its name, both checksums and its own exit code', async () => {
    const env = await place(three);
    expect(await command(['migrate'], env).exit).toMatchObject({ code: 0 });
    await writeFiles(env.MIGRATIONS, {
      '0002_first.sql': 'insert into ships values (11);',
      '0003_code.ts': three['0003_code.ts'].replace('(2)', '(22)'),
    });
    await using refused = command(['migrate'], env);
    expect(await refused.exit).toEqual({ code: 71, signal: null });
    expect(said(refused)).toMatch(/SW_MIGRATION_REFUSED/);
    for (const name of ['0002_first', '0003_code'])
      expect(said(refused)).toMatch(
        new RegExp(`${name} was edited[^;]* was [0-9a-f]{16} and is [0-9a-f]{16}`),
      );
  });

  test('a database that is down: ends after its deadline with its own exit code', async () => {
    const env = {
      DATABASE_URL: 'postgres://shop:hunter2@127.0.0.1:1/shop',
      MIGRATIONS: await folderOf(ships),
    };
    await using process = command(['migrate', '--timeout', '3s'], env);
    expect(await process.exit).toEqual({ code: 68, signal: null });
    expect(process.lines).toContainEqual(
      expect.objectContaining({ event: 'waiting', component: 'postgres' }),
    );
    expect(said(process)).toContain('ECONNREFUSED');
    expect(said(process)).not.toContain('hunter2');
  });

  test('a database that refuses: ends at once with the same exit code', async () => {
    const env = { DATABASE_URL: server.url('nowhere'), MIGRATIONS: await folderOf(ships) };
    await using process = command(['migrate'], env);
    expect(await process.exit).toEqual({ code: 68, signal: null });
    expect(said(process)).toContain('does not exist');
    expect(process.lines).not.toContainEqual(expect.objectContaining({ event: 'waiting' }));
  });

  test('one that is gone, and one that comes late: refused, by --status too', async () => {
    const env = await place({ ...ships, '0003_last.sql': 'insert into ships values (3);' });
    expect(await command(['migrate'], env).exit).toMatchObject({ code: 0 });
    await writeFiles(env.MIGRATIONS, { '0002_late.sql': 'insert into ships values (2);' });
    const gone = { ...env, MIGRATIONS: await folderOf({ '0003_last.sql': 'insert into ships values (3);' }) };
    for (const [environment, why] of [
      [env, '0002_late is new'],
      [gone, '0001_ships has been applied and is not among'],
    ] as const)
      for (const args of [['migrate'], ['migrate', '--status']]) {
        await using refused = command(args, environment);
        expect(await refused.exit).toEqual({ code: 71, signal: null });
        expect(said(refused)).toContain(why);
      }
    expect(await inShips(env.DATABASE_URL)).toEqual([{ id: 3 }]);
  });

  test('a lock that is not to be had, and a process that takes too long, have their own exit code', async () => {
    const env = await place({ ...ships, '0002_name.sql': 'alter table ships add column name text;' });
    expect(await command(['migrate', '--to', '1'], env).exit).toMatchObject({ code: 0 });
    await using reader = await openClient(env.DATABASE_URL);
    await reader.query('begin; select * from ships');
    const impatient = (settings: object) => ({ ...env, MIGRATION_SETTINGS: JSON.stringify(settings) });
    await using locked = command(['migrate'], impatient({ lockTimeoutMs: 20, lockRetryMs: 100 }));
    expect(await locked.exit).toEqual({ code: 72, signal: null });
    expect(said(locked)).toMatch(/SW_MIGRATION_LOCKED.*0002_name/);

    await using patient = command(['migrate'], env);
    await patient.line(({ what, migration }) => what === 'begun' && migration === '0002_name');
    await using behind = command(['migrate'], impatient({ turnTimeoutMs: 100 }));
    expect(await behind.exit).toEqual({ code: 72, signal: null });
    expect(said(behind)).toContain('Another process has been migrating');
    await reader.query('commit');
    expect(await patient.exit).toEqual({ code: 0, signal: null });
  });

  test('a broken migration has its own exit code', async () => {
    const env = await place({ ...ships, '0002_broken.sql': 'insert into nowhere values (1);' });
    await using process = command(['migrate'], env);
    expect(await process.exit).toEqual({ code: 65, signal: null });
    expect(said(process)).toContain('0002_broken');
  });

  test('a file that is none of the form: refused before anything runs', async () => {
    const env = await place({ ...ships, '0002_odd.sql': '-- seaworthy: no-transactions\nselect 1;' });
    await using process = command(['migrate'], env);
    expect(await process.exit).toEqual({ code: 78, signal: null });
    expect(said(process)).toContain('Line 1: `no-transactions`: not one of no-transaction');
    expect(await query(env.DATABASE_URL, `select to_regclass('ships') as it`)).toEqual([{ it: null }]);
  });

  test('no database: says which setting is missing', async () => {
    await using process = command(['migrate'], { MIGRATIONS: await folderOf(ships) });
    expect(await process.exit).toEqual({ code: 78, signal: null });
    expect(said(process)).toContain('migrations.database');
  });

  test('SIGTERM ends it at once, and it can be run again', async () => {
    const env = await place({ '0001_slow.sql': 'select pg_sleep(600);' });
    await using process = command(['migrate'], env);
    await process.line(({ what }) => what === 'begun');
    process.kill('SIGTERM');
    expect(await process.exit).toEqual({ code: 70, signal: null });
    await writeFiles(env.MIGRATIONS, { '0001_slow.sql': 'select 1;' });
    expect(await command(['migrate'], env).exit).toMatchObject({ code: 0 });
  });

  test('--status, --dry-run, --to and --down', async () => {
    const env = await place({
      ...three,
      '0001_ships.down.sql': 'drop table ships;',
      '0002_first.down.sql': 'truncate ships;',
    });
    const run = async (...args: string[]) => {
      await using process = command(['migrate', ...args], env);
      const { code } = await process.exit;
      return [code, process.stdout()] as const;
    };
    const plain = 'pending  0001_ships\npending  0002_first\npending  0003_code\n';
    expect(await run('--status')).toEqual([73, plain]);
    const [code, sql] = await run('--dry-run', '--to', '0002_first');
    expect([code, sql]).toEqual([
      0,
      '-- 0001_ships\ncreate table ships (id int);\n\n-- 0002_first\ninsert into ships values (1);\n',
    ]);
    expect((await run('--to', '2'))[0]).toBe(0);
    expect(await run('--status')).toEqual([73, plain.replace(/pending(?=.*(?:ships|first))/g, 'applied')]);
    expect((await run('--down', '--to', '1'))[0]).toBe(0);
    expect(await inShips(env.DATABASE_URL)).toEqual([]);
    expect((await run())[0]).toBe(0);
    expect(await run('--status')).toEqual([0, plain.replaceAll('pending', 'applied')]);
    expect((await run('--to', 'x'))[0]).toBe(64);
  });

  test('--baseline: a database that has its schema already goes on from there, in production too', async () => {
    const env = { ...(await place(three)), NODE_ENV: 'production' };
    const run = async (...args: string[]) => {
      await using process = command(['migrate', ...args], env);
      const { code } = await process.exit;
      return {
        code,
        said: said(process),
        what: process.lines.flatMap(({ what, migration }) =>
          migration === undefined ? [] : [[what, migration]],
        ),
      };
    };
    expect(await run('--baseline', '--to', '2')).toMatchObject({
      code: 71,
      said: expect.stringContaining('no tables') as unknown,
    });
    await query(env.DATABASE_URL, 'create table ships (id int)');
    expect(await run('--baseline', '--to', '2')).toMatchObject({
      code: 0,
      what: [
        ['recorded', '0001_ships'],
        ['recorded', '0002_first'],
      ],
    });
    expect(await run('--baseline', '--to', '2')).toMatchObject({ code: 0, what: [] });
    expect(await run('--baseline', '--to', '3')).toMatchObject({
      code: 71,
      said: expect.stringContaining('0003_code is not applied') as unknown,
    });
    expect(await run()).toMatchObject({
      code: 0,
      what: [
        ['begun', '0003_code'],
        ['applied', '0003_code'],
      ],
    });
    expect(await inShips(env.DATABASE_URL)).toEqual([{ id: 2 }]);
  });

  test.each([{ NODE_ENV: 'production' }, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }])(
    '--down is refused where it would be missed: %o',
    async (where) => {
      const env = { ...(await place(ships)), ...where };
      await using process = command(['migrate', '--down'], env);
      expect(await process.exit).toEqual({ code: 64, signal: null });
      expect(said(process)).toContain('development only');
    },
  );
});
