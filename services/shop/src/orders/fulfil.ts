import { transaction, type Database } from '../database/index.ts';

/** Orders that one transaction fulfils: few enough that a stop need not wait long. */
const BATCH = 50;

/** The stages of stopping, as a worker's job is given them. */
export interface Stopping {
  readonly finish: AbortSignal;
  readonly abort: AbortSignal;
}

/**
 * Fulfils every order that is placed, batch by batch, oldest first; between two batches it heeds `finish`, within one
 * `abort`. Replicas share the work: one passes over the rows that another holds. Run again, it finds nothing to do.
 *
 * @returns how many it fulfilled
 */
export async function fulfilOrders(db: Database, { finish, abort }: Stopping): Promise<number> {
  let fulfilled = 0;
  for (let batch = BATCH; batch === BATCH && !finish.aborted; fulfilled += batch) {
    batch = await fulfilBatch(db, abort);
  }
  return fulfilled;
}

function fulfilBatch(db: Database, abort: AbortSignal): Promise<number> {
  return transaction(
    db,
    async (tx) => {
      const { rows } = await tx.query<{ id: string }>(
        `select id from orders where status = 'placed' order by placed_at limit $1 for update skip locked`,
        [BATCH],
      );
      if (rows.length === 0) return 0;
      await tx.query(
        `update orders set status = 'fulfilled', fulfilled_at = clock_timestamp() where id = any($1)`,
        [rows.map(({ id }) => id)],
      );
      return rows.length;
    },
    abort,
  );
}
