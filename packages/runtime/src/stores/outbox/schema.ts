/**
 * The outbox's table, as SQL for a migration of the service's own: `{ name: '0002_outbox', sql: outboxSchema }`. Its
 * columns are no interface: read dead letters by `Outbox.deadLetters`. This text never changes, as that of `sessionsSchema`.
 */
export const outboxSchema = `
create table seaworthy_outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text,
  payload jsonb not null,
  trace_context jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  -- When it may be delivered next: at once, after a backoff, or when the lease of who delivers it has run out.
  due_at timestamptz not null default clock_timestamp(),
  lease uuid,
  last_error text,
  -- Set of a dead letter.
  dead_at timestamptz
);
create index seaworthy_outbox_pending on seaworthy_outbox (id) where dead_at is null;
create index seaworthy_outbox_in_order on seaworthy_outbox (topic, key, id)
  where dead_at is null and key is not null;
create index seaworthy_outbox_dead on seaworthy_outbox (id) where dead_at is not null;
`;

/**
 * One more migration of the outbox's: `{ name: '0003_outbox_due', sql: outboxDueSchema }`. With it a message is found by when it is due,
 * and those that are put off for a receiver that is down are not read over and over. Until it is applied the outbox works
 * without. This text never changes.
 */
export const outboxDueSchema = `
create index seaworthy_outbox_due on seaworthy_outbox (due_at, id) where dead_at is null;
`;
