import type { Queryable } from '@seaworthy/runtime/postgres';

/** How many orders one statement fulfils: few enough that replicas share them. */
const BATCH = 10;

/**
 * Fulfils every order that is placed and, where it is to be, paid, oldest first, until `finish` aborts. Replicas share the
 * work: one passes over the rows that another holds. Run again, it finds nothing to do.
 *
 * @returns how many it fulfilled
 */
export async function fulfilOrders(db: Queryable, finish: AbortSignal): Promise<number> {
  for (let fulfilled = 0; ;) {
    const { rows } = await db.query(
      `update orders set status = 'fulfilled', fulfilled_at = clock_timestamp() where id in (
         select id from orders where status = 'placed' and (payment_id is not null or not to_pay)
         order by placed_at limit $1 for update skip locked)
       returning id`,
      [BATCH],
    );
    fulfilled += rows.length;
    if (rows.length < BATCH || finish.aborted) return fulfilled;
  }
}
