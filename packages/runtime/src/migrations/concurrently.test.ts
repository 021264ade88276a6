import { expect, test } from 'vitest';
import { isConcurrent } from './concurrently.ts';

test.each([
  'create index concurrently a on t (x)',
  'CREATE UNIQUE INDEX\nCONCURRENTLY IF NOT EXISTS a on t (x)',
  '-- of it\ncreate /* now */ index concurrently on t (x)',
  'drop index concurrently if exists a',
  'reindex table concurrently t',
  'reindex (verbose) index concurrently a',
  'reindex (concurrently, verbose) table t',
  'refresh materialized view concurrently v',
  'alter table only s.t detach partition s."a b" concurrently',
])('%j works beside production', (statement) => {
  expect(isConcurrent(statement)).toBe(true);
});

test.each([
  '-- the index was built concurrently above\nalter table t add column y int',
  '/* create index concurrently */ alter table t add column y int',
  `insert into notes values ('create index concurrently a on t (x)')`,
  'alter table "concurrently" add column y int',
  'alter table t add column concurrently int',
  'create index a on t (x)',
  'reindex table "t concurrently"',
  `comment on table t is 'concurrently'`,
  'alter table t detach partition s finalize',
])('%j makes others wait', (statement) => {
  expect(isConcurrent(statement)).toBe(false);
});
