import type { Logger } from '@seaworthy/runtime';
import type { Handler, NewMessage } from '@seaworthy/runtime/outbox';
import type { Database } from '../database/index.ts';
import type { Payable, Payments } from './payments.ts';

export type { Payable };

/** The outbox's topic of demands for payment. */
export const TOPIC = 'payments';

/** What has an order paid, once the transaction that places it is committed. */
export function demandFor({ id, totalCents }: Payable): NewMessage {
  return { topic: TOPIC, payload: { id, totalCents } };
}

/** Has an order paid, and notes it. Both may be repeated: payments know the order by its id. */
export function pay(db: Database, payments: Payments, log: Logger): Handler {
  return async ({ payload }, { signal }) => {
    const order = payload as Payable;
    const payment = await payments.pay(order, signal);
    await db.query('update orders set payment_id = $2 where id = $1', [order.id, payment]);
    log.info({ order: order.id, payment }, 'order paid');
  };
}
