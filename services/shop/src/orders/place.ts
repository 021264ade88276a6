import type { Queryable } from '@seaworthy/runtime/postgres';
import { Problem } from '../api/index.ts';
import { findOrder, type Order } from './queries.ts';

/** What a user wants. Each product stands in it once. */
export interface Wish {
  readonly items: readonly { readonly product: string; readonly quantity: number }[];
}

interface Stocked {
  readonly id: string;
  readonly stock: number;
  readonly priceCents: number;
}

/**
 * Places an order and reserves its items within the transaction `tx`. One that is `toPay` is not fulfilled before it was
 * paid.
 *
 * @throws Problem 422 where a product doesn't exist, 409 where stock does not suffice
 */
export async function placeOrder(tx: Queryable, user: string, wish: Wish, toPay: boolean): Promise<Order> {
  const priced = price(wish, await lockProducts(tx, wish));
  const id = await insertOrder(tx, user, priced, toPay);
  const order = await findOrder(tx, id, user);
  if (order === undefined) throw new Error(`order ${id} is gone within its own transaction`);
  return order;
}

/** Locks the products in order of id, so that two orders of the same products never wait for each other. */
async function lockProducts(tx: Queryable, { items }: Wish): Promise<Map<string, Stocked>> {
  const { rows } = await tx.query<Stocked>(
    `select id, stock, price_cents as "priceCents" from products where id = any($1) order by id for update`,
    [items.map(({ product }) => product)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function price({ items }: Wish, products: Map<string, Stocked>) {
  const unknown = items.filter(({ product }) => !products.has(product));
  if (unknown.length > 0) throw new Problem(422, `There is no product ${names(unknown)}.`);
  const short = items.filter(({ product, quantity }) => (products.get(product)?.stock ?? 0) < quantity);
  if (short.length > 0) throw new Problem(409, `Not enough in stock of ${names(short)}.`);
  return items.map((item) => ({ ...item, priceCents: products.get(item.product)?.priceCents ?? 0 }));
}

async function insertOrder(
  tx: Queryable,
  user: string,
  items: readonly { product: string; quantity: number; priceCents: number }[],
  toPay: boolean,
): Promise<string> {
  const total = items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);
  const { rows } = await tx.query<{ id: string }>(
    `with placed as (
       insert into orders (user_id, total_cents, to_pay) values ($1, $2, $6) returning id
     ), wanted as (
       select * from unnest($3::text[], $4::integer[], $5::integer[]) as item (product, quantity, price)
     ), reserved as (
       update products set stock = stock - wanted.quantity from wanted where products.id = wanted.product
     ), listed as (
       insert into order_items (order_id, product_id, quantity, price_cents)
       select placed.id, product, quantity, price from placed, wanted
     )
     select id from placed`,
    [
      user,
      total,
      items.map(({ product }) => product),
      items.map(({ quantity }) => quantity),
      items.map(({ priceCents }) => priceCents),
      toPay,
    ],
  );
  return rows[0]?.id ?? '';
}

function names(items: Wish['items']): string {
  return items.map(({ product }) => product).join(', ');
}
