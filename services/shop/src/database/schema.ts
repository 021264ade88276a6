import type { Pool } from 'pg';
import { transaction } from './transaction.ts';

/** An arbitrary number, the same in every replica, that names the lock on the schema. */
const SCHEMA_LOCK = 715_001;

const schema = `
create table if not exists users (
  id text primary key,
  name text not null,
  email text not null unique,
  created_at timestamptz not null default now()
);

create table if not exists products (
  id text primary key,
  name text not null,
  price_cents integer not null check (price_cents > 0),
  stock integer not null check (stock >= 0)
);

create table if not exists orders (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users,
  status text not null default 'placed' check (status in ('placed', 'fulfilled')),
  total_cents integer not null check (total_cents > 0),
  placed_at timestamptz not null default clock_timestamp(),
  fulfilled_at timestamptz
);
create index if not exists orders_of_user on orders (user_id, placed_at desc, id desc);
create index if not exists orders_to_fulfil on orders (placed_at) where status = 'placed';

create table if not exists order_items (
  order_id uuid not null references orders,
  product_id text not null references products,
  quantity integer not null check (quantity > 0),
  price_cents integer not null check (price_cents > 0),
  primary key (order_id, product_id)
);

insert into users (id, name, email) values ('ada', 'Ada Lovelace', 'ada@example.com') on conflict do nothing;
insert into products (id, name, price_cents, stock) values
  ('anchor', 'Folding anchor, 4 kg', 5490, 1000),
  ('compass', 'Hand-bearing compass', 8900, 1000),
  ('lantern', 'Storm lantern', 3250, 1000),
  ('rope', 'Mooring rope, 20 m', 4200, 1000)
on conflict do nothing;
`;

/** Brings tables and sample rows into being. Replicas that start together wait for one another; the rest find it done. */
export async function applySchema(pool: Pool): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await tx.query(schema);
  });
}
