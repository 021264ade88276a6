import type { App, ConfigShape } from '@seaworthy/runtime';
import { createOutbox, type Outbox } from '@seaworthy/runtime/outbox';
import type { Database } from '../database/index.ts';
import { pay, TOPIC } from './pay.ts';
import { Payments } from './payments.ts';

/** Payments may be down for a night and more: an order is given up after about 16 hours. */
const PATIENCE = { retryMs: 250, maxRetryMs: 60_000, maxAttempts: 1000 };

/** The outbox through which orders are paid by the payments service at `url`; while that is down, the shop is degraded. */
export function openOutbox(app: App<ConfigShape>, db: Database, url: string): Outbox {
  const payments = new Payments(url, app.clock);
  app.check({ name: 'payments', critical: false, intervalMs: 1000, run: () => payments.check() });
  return createOutbox(app, { db, handlers: { [TOPIC]: pay(db, payments, app.log) }, ...PATIENCE });
}
