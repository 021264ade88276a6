import { idempotencySchema } from '@seaworthy/runtime/idempotency';
import { outboxDueSchema, outboxSchema } from '@seaworthy/runtime/outbox';
import { sessionsSchema } from '@seaworthy/runtime/sessions';

const shop = `
create table users (
  id text primary key,
  name text not null,
  email text not null unique,
  password_hash text,
  created_at timestamptz not null default now()
);

create table products (
  id text primary key,
  name text not null,
  price_cents integer not null check (price_cents > 0),
  stock integer not null check (stock >= 0),
  seller text not null references users,
  photo text
);

create table orders (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users,
  status text not null default 'placed' check (status in ('placed', 'fulfilled')),
  total_cents integer not null check (total_cents > 0),
  to_pay boolean not null,
  payment_id uuid,
  placed_at timestamptz not null default clock_timestamp(),
  fulfilled_at timestamptz
);
create index orders_of_user on orders (user_id, placed_at desc, id desc);
create index orders_to_fulfil on orders (placed_at)
  where status = 'placed' and (payment_id is not null or not to_pay);

create table order_items (
  order_id uuid not null references orders,
  product_id text not null references products,
  quantity integer not null check (quantity > 0),
  price_cents integer not null check (price_cents > 0),
  primary key (order_id, product_id)
);
`;

/** The shop's tables, and those of the stores that it keeps in the same database. Once applied, none is edited again. */
export const migrations = [
  { name: '0001_shop', sql: shop },
  { name: '0002_sessions', sql: sessionsSchema },
  { name: '0003_outbox', sql: outboxSchema },
  { name: '0004_idempotency', sql: idempotencySchema },
  { name: '0005_outbox_due', sql: outboxDueSchema },
];
