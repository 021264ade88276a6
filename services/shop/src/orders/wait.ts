import type { Clock } from '@seaworthy/runtime';
import type { Queryable } from '@seaworthy/runtime/postgres';
import { findOrder, type Order } from './queries.ts';

/** Milliseconds between two looks at an order: any replica may be the one that fulfils it. */
const LOOK_EVERY_MS = 100;

/**
 * A user's order of that id as soon as it is fulfilled, or as it is after `ms` milliseconds; undefined where there is none.
 *
 * @throws the signal's reason once `signal` aborts, as it does when the client has gone
 */
export async function waitForOrder(
  db: Queryable,
  { id, user }: { readonly id: string; readonly user: string },
  ms: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Order | undefined> {
  const end = clock.now() + ms;
  for (;;) {
    const order = await findOrder(db, id, user);
    const left = end - clock.now();
    if (order === undefined || order.status === 'fulfilled' || left <= 0) return order;
    await clock.sleep(Math.min(LOOK_EVERY_MS, left), signal);
  }
}
