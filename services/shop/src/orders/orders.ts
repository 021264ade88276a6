import { config, type Clock } from '@seaworthy/runtime';
import type { Idempotency } from '@seaworthy/runtime/idempotency';
import type { Outbox } from '@seaworthy/runtime/outbox';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { limit, notFound, Problem, readBody, readQuery, slug } from '../api/index.ts';
import type { Visitors } from '../visitors/index.ts';
import { demandFor } from './pay.ts';
import { placeOrder } from './place.ts';
import { findOrder, listOrders } from './queries.ts';
import { revivePayment } from './revive.ts';
import { waitForOrder } from './wait.ts';

/** What orders need of the shop. */
export interface Ordering {
  readonly db: Database;
  readonly visitors: Visitors;
  readonly idempotency: Idempotency;
  /** Where orders are paid by; undefined: they need not be. */
  readonly outbox: Outbox | undefined;
  readonly clock: Clock;
  /** Aborts when the service begins to stop. */
  readonly stopping: AbortSignal;
}

export const newOrder = z.strictObject({
  items: z
    .array(z.strictObject({ product: slug, quantity: z.int().min(1).max(100) }))
    .min(1)
    .max(20)
    .refine((items) => new Set(items.map(({ product }) => product)).size === items.length, {
      error: 'expected each product once',
    }),
});

export const page = z.object({ before: z.uuid().optional(), limit });

/** Such as `2s`, at most 10 s: longer than that, a proxy on the way may give up. */
const wait = config
  .duration()
  .refine((ms) => ms <= 10_000, 'expected at most 10s')
  .default(0);

/**
 * `POST /orders`, safe to repeat under its Idempotency-Key, `GET /orders/:id`, with `?wait=2s` once it is fulfilled,
 * `POST /orders/:id/payment`, which has a payment that was given up demanded again, and `GET /orders`: each of one's own.
 */
export function orders({ db, visitors, idempotency, outbox, clock, stopping }: Ordering): Hono {
  return new Hono()
    .post('/', async (c) => {
      const user = await visitors.user(c);
      const wish = await readBody(c.req.raw, newOrder);
      return idempotency.answer(c.req.raw, { principal: user, payload: wish }, async (tx) => {
        const order = await placeOrder(tx, user, wish, outbox !== undefined);
        await outbox?.write(tx, demandFor(order));
        return c.json(order, 201, { location: `/orders/${order.id}` });
      });
    })
    .post('/:id/payment', async (c) => {
      const user = await visitors.user(c);
      const id = c.req.param('id');
      const order = z.uuid().safeParse(id).success ? await findOrder(db, id, user) : undefined;
      if (order === undefined) throw notFound('such order');
      if (outbox !== undefined) await revivePayment(outbox, order.id);
      return c.json(order, 202);
    })
    .get('/', async (c) => {
      const user = await visitors.user(c);
      const { limit, before } = readQuery(c.req.raw, page);
      if (before !== undefined && (await findOrder(db, before, user)) === undefined)
        throw new Problem(400, 'You have no order of the id that `before` gives.');
      return c.json({ orders: await listOrders(db, user, limit, before) });
    })
    .get('/:id', async (c) => {
      const user = await visitors.user(c);
      const id = c.req.param('id');
      const query = readQuery(c.req.raw, z.object({ wait }));
      const known = z.uuid().safeParse(id).success;
      const order = known
        ? await waitForOrder(db, { id, user }, query.wait, { clock, client: c.req.raw.signal, stopping })
        : undefined;
      if (order === undefined) throw notFound('such order');
      return c.json(order);
    });
}
