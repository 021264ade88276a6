/** Brings the shop's tables and sample rows into being. */
export const schema = `
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
-- An order carries the trace of its request, and what it was paid by.
alter table orders
  add column if not exists trace_context jsonb,
  add column if not exists payment_id uuid;
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
