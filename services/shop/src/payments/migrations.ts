const payments = `
create schema if not exists payments;
create table payments.payments (
  id uuid primary key default gen_random_uuid(),
  idempotency_key text not null unique,
  order_id uuid not null unique,
  amount_cents integer not null check (amount_cents > 0),
  paid_at timestamptz not null default clock_timestamp()
);
`;

/** The payments' table, in a schema of its own: the server may be the shop's. */
export const migrations = [{ name: '0001_payments', sql: payments }];
