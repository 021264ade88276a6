import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { idempotencySchema } from './idempotency/index.ts';
import { outboxDueSchema, outboxSchema } from './outbox/index.ts';
import { sessionsSchema } from './sessions/index.ts';

/**
 * They stand in the migrations of services, and a database that has applied one refuses another text (SW_MIGRATION_REFUSED).
 * Where this test fails, leave the text as it was and export what is new as one more, for one more migration.
 */
test.each([
  ['sessionsSchema', sessionsSchema, '7de644b9279456052a99eb71405594d3e8d5dd3c'],
  ['outboxSchema', outboxSchema, '625659c71b6b6343c0e07f6beb90bf7a27f9391e'],
  ['outboxDueSchema', outboxDueSchema, '1bf22fe00792fe84ac6f01a01e9494dfa3280f6c'],
  ['idempotencySchema', idempotencySchema, 'e9cd47b769b6c924f882585fc3aec401c9636db3'],
])('the text of %s never changes', (_, sql, digest) => {
  expect(createHash('sha1').update(sql).digest('hex')).toBe(digest);
});
