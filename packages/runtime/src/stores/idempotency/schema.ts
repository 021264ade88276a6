/**
 * The table of idempotency keys, as SQL for a migration of the service's own:
 * `{ name: '0003_idempotency', sql: idempotencySchema }`. Its columns are no interface. This text never
 * changes, as that of `sessionsSchema`.
 */
export const idempotencySchema = `
create table seaworthy_idempotency (
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
create index seaworthy_idempotency_expiry on seaworthy_idempotency (expires_at);
`;
