/**
 * The table of idempotency keys, as a migration to be listed among the service's own; it finds nothing to do where it
 * is.
 */
export const idempotencyMigration = {
  name: 'seaworthy_idempotency_1',
  sql: `
create table if not exists seaworthy_idempotency (
  principal text not null,
  key text not null,
  fingerprint text not null,
  -- Null only within the transaction that answers.
  status integer,
  headers jsonb,
  body bytea,
  expires_at timestamptz not null,
  primary key (principal, key)
);
create index if not exists seaworthy_idempotency_expiry on seaworthy_idempotency (expires_at);
`,
} as const;
