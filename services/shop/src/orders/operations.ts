import { z } from 'zod';
import { answer, LOCATED, problems, type Operations } from '../api/index.ts';
import { newOrder, page } from './orders.ts';

const order = z
  .object({
    id: z.uuid(),
    user: z.string(),
    status: z.enum(['placed', 'fulfilled']),
    totalCents: z.int(),
    placedAt: z.date(),
    fulfilledAt: z.date().nullable(),
    payment: z.uuid().nullable().describe('What it was paid by.'),
    items: z.array(z.object({ product: z.string(), quantity: z.int(), priceCents: z.int() })),
  })
  .meta({ id: 'Order' });

/** What the routes of orders take and answer. */
export const operations: Operations = {
  'POST /orders': {
    summary: 'Order, all or nothing.',
    body: newOrder,
    signedIn: true,
    idempotent: true,
    answers: {
      201: answer('The order.', order, {
        ...LOCATED,
        'Idempotent-Replayed': '`true`: it was placed before, under the same key.',
      }),
      ...problems({ 409: 'Stock does not suffice.', 422: 'A product does not exist.' }),
    },
  },
  'POST /orders/:id/payment': {
    summary: 'Have an order paid after all, where that was given up. Safe to repeat.',
    path: z.object({ id: z.uuid() }),
    signedIn: true,
    answers: { 202: answer('The order, as it is.', order), ...problems({ 404: 'There is none.' }) },
  },
  'GET /orders': {
    summary: 'One’s orders, the newest first.',
    query: page,
    signedIn: true,
    answers: { 200: answer('One page.', z.object({ orders: z.array(order) })) },
  },
  'GET /orders/:id': {
    summary: 'One of one’s orders.',
    path: z.object({ id: z.uuid() }),
    query: z.object({
      wait: z
        .string()
        .optional()
        .describe('How long to wait until it is fulfilled, such as 2s; at most 10s.'),
    }),
    signedIn: true,
    answers: { 200: answer('The order.', order), ...problems({ 404: 'There is none.' }) },
  },
};
