import type { Clock } from '@seaworthy/runtime';
import type { Queryable } from '@seaworthy/runtime/postgres';
import { findOrder, type Order } from './queries.ts';

/** Milliseconds between two looks at an order: any replica may be the one that fulfils it. */
const LOOK_EVERY_MS = 100;

/** What a wait goes by. */
export interface Waiting {
  readonly clock: Clock;
  /** Aborts when the client has gone. */
  readonly client: AbortSignal;
  /** Aborts when the service begins to stop: its own workers fulfil nothing more, and its time is short. */
  readonly stopping: AbortSignal;
}

/**
 * A user's order of that id as soon as it is fulfilled, or as it is after `ms` milliseconds or when the service begins to
 * stop; undefined where there is none.
 *
 * @throws the reason of `client` once that aborts
 */
export async function waitForOrder(
  db: Queryable,
  { id, user }: { readonly id: string; readonly user: string },
  ms: number,
  { clock, client, stopping }: Waiting,
): Promise<Order | undefined> {
  const end = clock.now() + ms;
  for (;;) {
    const order = await findOrder(db, id, user);
    const left = stopping.aborted ? 0 : end - clock.now();
    if (order === undefined || order.status === 'fulfilled' || left <= 0) return order;
    await clock.sleep(Math.min(LOOK_EVERY_MS, left), client);
  }
}
