import type { App, ConfigShape } from '@seaworthy/runtime';
import { transaction, type Database, type Queryable } from '../database/index.ts';
import { PaymentRefused, type Payments } from './payments.ts';
import { continueTrace, type TraceContext } from './trace.ts';

/** The stages of stopping, as a worker's job is given them. */
export interface Stopping {
  readonly finish: AbortSignal;
  readonly abort: AbortSignal;
}

/** What the worker works with. */
export interface Fulfilment {
  readonly db: Database;
  /** Where orders are paid; undefined: they need not be. */
  readonly payments: Payments | undefined;
  readonly app: Pick<App<ConfigShape>, 'log' | 'tracer'>;
}

interface Placed {
  readonly id: string;
  readonly totalCents: number;
  readonly trace: TraceContext | null;
}

/**
 * Fulfils every order that is placed, one by one, oldest first; between two it heeds `finish`, within one `abort`. An
 * order whose payment is refused stays placed and is passed over, a payments service that is down ends the run.
 * Replicas share the work: one passes over the row that another holds. Run again, it finds nothing to do.
 *
 * @returns how many it fulfilled
 * @throws AggregateError of the refused payments, after the others; what the database or payments failed with
 */
export async function fulfilOrders(fulfilment: Fulfilment, { finish, abort }: Stopping): Promise<number> {
  const refused: PaymentRefused[] = [];
  let fulfilled = 0;
  while (!finish.aborted) {
    try {
      if (!(await fulfilNext(fulfilment, refused, abort))) break;
      fulfilled += 1;
    } catch (error) {
      if (!(error instanceof PaymentRefused)) throw error;
      refused.push(error);
    }
  }
  if (refused.length > 0) throw new AggregateError(refused, 'Payments were refused');
  return fulfilled;
}

/**
 * In one transaction: a replica that dies lets go of its order at once, where a claim would have to run out. That it
 * may have paid does no harm, as the next one asks for the same payment.
 */
function fulfilNext(
  { db, payments, app }: Fulfilment,
  refused: readonly PaymentRefused[],
  abort: AbortSignal,
): Promise<boolean> {
  const fulfilOne = async (tx: Queryable) => {
    const order = await lockNext(tx, refused);
    if (order === undefined) return false;
    await continueTrace(app.tracer, order, async () => {
      const payment = await payments?.pay(order, abort);
      if (payment !== undefined) app.log.info({ order: order.id, payment }, 'order paid');
      await tx.query(
        `update orders set status = 'fulfilled', payment_id = $2, fulfilled_at = clock_timestamp() where id = $1`,
        [order.id, payment],
      );
    });
    return true;
  };
  return transaction(db, fulfilOne, abort);
}

async function lockNext(tx: Queryable, refused: readonly PaymentRefused[]): Promise<Placed | undefined> {
  const { rows } = await tx.query<Placed>(
    `select id, total_cents as "totalCents", trace_context as trace from orders
     where status = 'placed' and id <> all($1::uuid[])
     order by placed_at limit 1 for update skip locked`,
    [refused.map(({ order }) => order)],
  );
  return rows[0];
}
