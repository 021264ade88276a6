import type { Queryable } from '@seaworthy/runtime/postgres';
import { Problem } from '../api/index.ts';

/** What is to be paid. */
export interface Demand {
  /** Id of the order that it is for. */
  readonly order: string;
  readonly amountCents: number;
}

/** What was paid. */
export interface Payment extends Demand {
  readonly id: string;
  readonly paidAt: Date;
}

const columns = `id, order_id as "order", amount_cents as "amountCents", paid_at as "paidAt"`;

/**
 * Records the payment of an order under `key`, or finds the one that is recorded: an order is paid once, whatever the
 * key. Of two that record at once, the unique columns make the second wait for the first.
 *
 * @throws Problem 422 where the key or the order stands for another demand
 */
export async function recordPayment(db: Queryable, key: string, demand: Demand): Promise<Payment> {
  const inserted = await db.query<Payment>(
    `insert into payments.payments (idempotency_key, order_id, amount_cents) values ($1, $2, $3)
     on conflict do nothing returning ${columns}`,
    [key, demand.order, demand.amountCents],
  );
  const payment = inserted.rows[0] ?? (await findRecorded(db, key, demand.order));
  if (payment === undefined) throw new Error(`the payment under ${key} is gone`);
  if (payment.order !== demand.order || payment.amountCents !== demand.amountCents)
    throw new Problem(422, 'The Idempotency-Key or the order stands for another payment.');
  return payment;
}

/** The payment of that id, if there is one. */
export async function findPayment(db: Queryable, id: string): Promise<Payment | undefined> {
  const { rows } = await db.query<Payment>(`select ${columns} from payments.payments where id = $1`, [id]);
  return rows[0];
}

/** By the key rather than by the order: it tells what the key stands for. */
async function findRecorded(db: Queryable, key: string, order: string): Promise<Payment | undefined> {
  const { rows } = await db.query<Payment>(
    `select ${columns} from payments.payments where idempotency_key = $1 or order_id = $2
     order by idempotency_key = $1 desc limit 1`,
    [key, order],
  );
  return rows[0];
}
