import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { idempotencySchema } from './idempotency/index.ts';
import { outboxDueSchema, outboxSchema } from './outbox/index.ts';
import { checkList } from '../migrations/load.ts';
import { planOf } from '../migrations/plan.ts';
import { sessionsSchema } from './sessions/index.ts';

/**
 * They stand in the migrations of services, and a database that has applied one refuses another text (SW_MIGRATION_REFUSED).
 * Where this test fails, leave the text as it was and export what is new as one more, for one more migration: decision 87.
 */
test.each([
  ['sessionsSchema', sessionsSchema, '7de644b9279456052a99eb71405594d3e8d5dd3c'],
  ['outboxSchema', outboxSchema, '625659c71b6b6343c0e07f6beb90bf7a27f9391e'],
  ['outboxDueSchema', outboxDueSchema, '1bf22fe00792fe84ac6f01a01e9494dfa3280f6c'],
  ['idempotencySchema', idempotencySchema, 'e9cd47b769b6c924f882585fc3aec401c9636db3'],
])('the text of %s never changes', (_, sql, digest) => {
  expect(createHash('sha1').update(sql).digest('hex')).toBe(digest);
});

/** As a database has it that has applied them. */
const historyOf = (list: Parameters<typeof checkList>[0]) =>
  checkList(list).map(({ version, name, checksum }) => ({ version, name, checksum }));

test('a database of an older release has only the further texts to apply, and an edited one is refused', () => {
  const before = [
    { name: '0001_sessions', sql: sessionsSchema },
    { name: '0002_outbox', sql: outboxSchema },
    { name: '0003_own', sql: 'create table own ()' },
  ];
  const after = [...before, { name: '0004_outbox_due', sql: outboxDueSchema }];
  const plan = planOf(checkList(after), historyOf(before));
  expect([plan.problems, plan.pending.map(({ name }) => name)]).toEqual([[], ['0004_outbox_due']]);
  const edited = after.map(({ name, sql }) => ({
    name,
    sql: sql.replace('version integer', 'version bigint'),
  }));
  expect(planOf(checkList(edited), historyOf(before)).problems).toEqual([
    expect.stringContaining('0001_sessions was edited'),
  ]);
});
