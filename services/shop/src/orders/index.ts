import { config, type Clock } from '@seaworthy/runtime';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { limit, readBody, readQuery, slug } from '../input.ts';
import { notFound } from '../problem.ts';
import { placeOrder } from './place.ts';
import { listOrders } from './queries.ts';
import { waitForOrder } from './wait.ts';

export { fulfilOrders } from './fulfil.ts';
export { Payments } from './payments.ts';

const newOrder = z.strictObject({
  user: slug,
  items: z
    .array(z.strictObject({ product: slug, quantity: z.int().min(1).max(100) }))
    .min(1)
    .max(20)
    .refine((items) => new Set(items.map(({ product }) => product)).size === items.length, {
      error: 'expected each product once',
    }),
});

const page = z.object({ user: slug, before: z.uuid().optional(), limit });

/** Such as `2s`, at most 10 s: longer than that, a proxy on the way may give up. */
const wait = config
  .duration()
  .refine((ms) => ms <= 10_000, 'expected at most 10s')
  .default(0);

/** `POST /orders`, `GET /orders/:id`, with `?wait=2s` once it is fulfilled, and `GET /orders?user=`. */
export function orders(db: Database, clock: Clock): Hono {
  return new Hono()
    .post('/', async (c) => {
      const order = await placeOrder(db, await readBody(c.req.raw, newOrder));
      return c.json(order, 201, { location: `/orders/${order.id}` });
    })
    .get('/', async (c) => {
      const { user, limit, before } = readQuery(c.req.raw, page);
      return c.json({ orders: await listOrders(db, user, limit, before) });
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const query = readQuery(c.req.raw, z.object({ wait }));
      const known = z.uuid().safeParse(id).success;
      const order = known ? await waitForOrder(db, id, query.wait, clock, c.req.raw.signal) : undefined;
      if (order === undefined) throw notFound('such order');
      return c.json(order);
    });
}
