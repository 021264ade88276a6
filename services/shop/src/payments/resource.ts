import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../database/index.ts';
import { notFound, Problem, readBody } from '../api/index.ts';
import { findPayment, recordPayment } from './ledger.ts';

/** The largest amount is PostgreSQL's four-byte integer. */
const demand = z.strictObject({
  order: z.uuid().toLowerCase(),
  amountCents: z.int().min(1).max(2_147_483_647),
});

/** `POST /payments`, safe to repeat under its Idempotency-Key, and `GET /payments/:id`. */
export function resource(db: Database): Hono {
  return new Hono()
    .post('/', async (c) => {
      const key = readKey(c.req.header('idempotency-key'));
      const payment = await recordPayment(db, key, await readBody(c.req.raw, demand));
      return c.json(payment, 201, { location: `/payments/${payment.id}` });
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const payment = z.uuid().safeParse(id).success ? await findPayment(db, id) : undefined;
      if (payment === undefined) throw notFound('such payment');
      return c.json(payment);
    });
}

/**
 * The key, as text that means nothing here. That it must be there, and that one key for two demands is 422, is of
 * draft-ietf-httpapi-idempotency-key-header, section 2.7.
 */
function readKey(header: string | undefined): string {
  if (header === undefined || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw new Problem(400, 'Send an Idempotency-Key of 1 to 255 visible ASCII characters.');
  return header;
}
