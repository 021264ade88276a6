import { hash } from 'node:crypto';
import { query } from '../../../../packages/runtime/test/stores/postgres-server.ts';
import { until } from '../probing.ts';
import type { Customer } from './customer.ts';

/** What customers were told. */
export interface Acknowledged {
  /** Ids of orders. */
  readonly orders: string[];
  /** Digests of photos, by product. */
  readonly photos: Map<string, string>;
  /** Who was told that they are logged in. */
  readonly sessions: Customer[];
}

/** What was told, and what of it is not so. */
export interface KillTally {
  readonly kills: number;
  /** Orders that were acknowledged. */
  readonly acknowledged: number;
  /** Of those, how many are not there. */
  readonly lost: number;
  /** Orders that are there beside those that were acknowledged, once each. */
  readonly duplicated: number;
  /** Orders that are there and were not paid, and payments beside the first of each. */
  readonly unpaid: number;
  readonly paidTwice: number;
  /** Messages that were given up. */
  readonly dead: number;
  readonly sessions: number;
  readonly sessionsLost: number;
  readonly uploads: number;
  /** Photos that are missing, truncated or another. */
  readonly uploadsLost: number;
  /** How processes ended that were not killed. */
  readonly crashes: readonly unknown[];
}

/** Milliseconds in which all that was ordered is paid and fulfilled, a dead replica's lease included. */
const SETTLE_MS = 60_000;

/** Waits until what was ordered is paid and fulfilled, or should have been, then counts. */
export async function audit(
  { orders, photos, sessions }: Acknowledged,
  database: string,
  reader: Customer,
): Promise<Omit<KillTally, 'kills' | 'crashes'>> {
  const pending = `select 1 from orders where status = 'placed'
    union all select 1 from seaworthy_outbox where dead_at is null`;
  const end = performance.now() + SETTLE_MS;
  await until(async () => performance.now() > end || (await query(database, pending)).length === 0);
  const kept = new Set((await query<{ id: string }>(database, 'select id from orders')).map(({ id }) => id));
  const paid = await query<{ id: string }>(database, 'select order_id as id from payments.payments');
  const told = new Set(orders);
  const settled = new Set(paid.map(({ id }) => id));
  const dead = await query(database, 'select 1 from seaworthy_outbox where dead_at is not null');
  return {
    acknowledged: orders.length,
    lost: [...told].filter((id) => !kept.has(id)).length,
    // One key each: an id that was told twice would be two keys for one order.
    duplicated: [...kept].filter((id) => !told.has(id)).length + (orders.length - told.size),
    unpaid: [...kept].filter((id) => !settled.has(id)).length,
    paidTwice: paid.length - settled.size,
    dead: dead.length,
    sessions: sessions.length,
    sessionsLost: await count(sessions, async (customer) => !(await isLoggedIn(customer))),
    uploads: photos.size,
    uploadsLost: await count([...photos], async ([id, digest]) => {
      const { status, bytes } = await reader.settle('GET', `/products/${id}/photo`);
      return status !== 200 || hash('sha256', bytes) !== digest;
    }),
  };
}

async function isLoggedIn(customer: Customer): Promise<boolean> {
  const { bytes } = await customer.settle('GET', '/session');
  const { user } = JSON.parse(Buffer.from(bytes).toString()) as { user: unknown };
  return user !== null;
}

async function count<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<number> {
  let found = 0;
  for (const item of items) if (await holds(item)) found += 1;
  return found;
}
