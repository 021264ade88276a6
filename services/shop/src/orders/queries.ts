import type { Queryable } from '@seaworthy/runtime/postgres';

/** One product of an order, at the price of the day. */
export interface OrderItem {
  readonly product: string;
  readonly quantity: number;
  readonly priceCents: number;
}

/** What a user has ordered. */
export interface Order {
  readonly id: string;
  readonly user: string;
  readonly status: 'placed' | 'fulfilled';
  readonly totalCents: number;
  readonly placedAt: Date;
  readonly fulfilledAt: Date | null;
  /** What it was paid by; null until then, and where orders need not be paid. */
  readonly payment: string | null;
  readonly items: readonly OrderItem[];
}

const select = `
select id, user_id as "user", status, total_cents as "totalCents", placed_at as "placedAt",
  fulfilled_at as "fulfilledAt", payment_id as payment,
  (select json_agg(json_build_object('product', product_id, 'quantity', quantity, 'priceCents', price_cents)
     order by product_id)
   from order_items where order_id = orders.id) as items
from orders`;

/** The order of that id, if the user has one. */
export async function findOrder(db: Queryable, id: string, user: string): Promise<Order | undefined> {
  const { rows } = await db.query<Order>(`${select} where id = $1 and user_id = $2`, [id, user]);
  return rows[0];
}

/** At most `limit` orders of a user, the newest first, those older than their order `before` where that is given. */
export async function listOrders(
  db: Queryable,
  user: string,
  limit: number,
  before: string | undefined,
): Promise<Order[]> {
  const { rows } = await db.query<Order>(
    `${select}
     where user_id = $1
       and ($3::uuid is null or (placed_at, id) < (select placed_at, id from orders where id = $3))
     order by placed_at desc, id desc limit $2`,
    [user, limit, before],
  );
  return rows;
}
