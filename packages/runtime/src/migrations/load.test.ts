import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { checkList, loadMigrations } from './load.ts';

const one = 'select 1';

test.each([
  ['users', one, 'does not begin with a version'],
  ['0_users', one, 'does not begin with a version'],
  ['0001', one, 'does not begin with a version'],
  ['99999999999999999999_users', one, 'does not begin with a version'],
  ['1_users', ' -- nothing\n', 'no statement'],
  ['1_users', 'begin; select 1', '`begin`'],
  ['1_users', 'select 1; COMMIT', '`COMMIT`'],
  ['1_users', '-- seaworthy: no-transaction\ncommit', '`commit`'],
  ['1_users', 'create table a (); end; create table b ()', '`end`'],
  ['1_users', `prepare transaction 'a'`, '`prepare transaction`'],
  ['1_users', '/* first */ /* of /* all */ */\n-- it\nstart  transaction', '`start  transaction`'],
  ['1_users', '-- seaworthy: lock-timeout soon\nselect 1', 'expected a duration'],
  ['1_users', '-- seaworthy: lock-timeout\nselect 1', 'expected a duration'],
  ['1_users', 'select 1;\n\n-- seaworthy: lock-timeout 500', 'Line 3: `lock-timeout 500`: states no unit'],
  [
    '1_users',
    '-- seaworthy: statement-timeout 1.5\nselect 1',
    'Line 1: `statement-timeout 1.5`: states no unit',
  ],
  [
    '1_users',
    '-- seaworthy: no-transaction please\nselect 1',
    'Line 1: `no-transaction please`: not one of no-transaction, lock-timeout and statement-timeout',
  ],
])('%s with %j is refused', (name, sql, why) => {
  expect(() => checkList([{ name, sql }])).toThrow(
    expect.objectContaining({
      code: 'SW_MIGRATION_INVALID',
      message: expect.stringContaining(why) as unknown,
    }),
  );
});

test('a word in a comment is no statement, however the comments nest', () => {
  const body = 'create function f() returns int begin atomic select 1; select 2; end';
  for (const sql of ['/* a /* b */ begin */ select 1', '-- begin\nselect 1', '/* commit; */ select 1', body])
    expect(checkList([{ name: '1_it', sql }])).toMatchObject([{ up: sql }]);
});

test('comments before a statement are read once each, however many there are', () => {
  const sql = `${'/* as generators write them */\n'.repeat(5000)}select 1`;
  expect(checkList([{ name: '1_it', sql }])).toMatchObject([{ up: sql }]);
});

test('two with one version are refused', () => {
  const list = ['0001_users', '1_orders'].map((name) => ({ name, sql: one }));
  expect(() => checkList(list)).toThrow('It has the same version as 0001_users');
});

test('directives are read from comment lines', () => {
  const sql = `-- seaworthy: no-transaction\n--seaworthy: lock-timeout 5s\n${one} -- seaworthy: statement-timeout 9s`;
  expect(checkList([{ name: '1_it', sql }])).toMatchObject([{ transaction: false, lockTimeoutMs: 5000 }]);
  expect(checkList([{ name: '1_it', sql }])[0]).not.toHaveProperty('statementTimeoutMs');
  const unlimited = `-- seaworthy: statement-timeout 0\n${one}`;
  expect(checkList([{ name: '1_it', sql: unlimited }])).toMatchObject([{ statementTimeoutMs: 0 }]);
  const long = `-- seaworthy: statement-timeout 10m\r\n${one}`;
  expect(checkList([{ name: '1_it', sql: long }])).toMatchObject([
    { transaction: true, statementTimeoutMs: 600_000 },
  ]);
});

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-load-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

test('a folder is read: SQL with what takes it back, code, and nothing else', async () => {
  const folder = await folderOf({
    '0010_last.sql': one,
    '0002_code.mjs': 'export const transaction = false; export function up() {} export function down() {}',
    '0003_typed.ts': 'export const up = (client: unknown) => client;',
    '0001_users.sql': 'create table users ()',
    '0001_users.down.sql': 'drop table users',
    'README.md': 'Not one of them.',
    '0002_code.d.ts': 'export {}',
    '0002_code.test.ts': 'export {}',
    'code.spec.mjs': 'export {}',
  });
  for (const directory of [folder, pathToFileURL(`${folder}/`)])
    expect(await loadMigrations({ directory })).toMatchObject([
      {
        name: '0001_users',
        version: 1,
        up: 'create table users ()',
        down: 'drop table users',
        transaction: true,
      },
      { name: '0002_code', version: 2, checksum: null, transaction: false },
      { name: '0003_typed', checksum: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown },
      { name: '0010_last', version: 10 },
    ]);
});

test.each<[string, Readonly<Record<string, string | Uint8Array>>, string]>([
  ['a file that takes back nothing', { '0001_users.down.sql': one }, 'no migration that it takes back'],
  ['SQL without a version', { 'add_index.sql': one }, 'add_index.sql'],
  ['code without a version', { 'helpers.ts': 'export const up = 1' }, 'does not begin with a version'],
  ['code without `up`', { '0001_code.mjs': 'export const down = 1' }, 'no function `up`'],
  ['code that does not compile', { '0001_code.mjs': 'export const' }, 'cannot be read: '],
  ['text that is no UTF-8', { '0001_it.sql': Uint8Array.of(0xc3, 0x28) }, 'cannot be read'],
])('%s is refused', async (_, files, why) => {
  const loading = loadMigrations({ directory: await folderOf(files) });
  await expect(loading).rejects.toMatchObject({
    code: 'SW_MIGRATION_INVALID',
    message: expect.stringContaining(why) as unknown,
  });
});

test('a folder that is missing is refused by its name, with what left it behind', async () => {
  const loading = loadMigrations({ directory: '/nowhere/migrations' });
  await expect(loading).rejects.toThrow(
    /^There is no such folder of migrations \(\/nowhere\/migrations\)\. .*have the build copy it/,
  );
});
