/** Brings the payments' table into being, in a schema of its own: the server may be the shop's. */
export const schema = `
create schema if not exists payments;
create table if not exists payments.payments (
  id uuid primary key default gen_random_uuid(),
  idempotency_key text not null unique,
  order_id uuid not null,
  amount_cents integer not null check (amount_cents > 0),
  paid_at timestamptz not null default clock_timestamp()
);
`;
