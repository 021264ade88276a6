import type { App } from '@seaworthy/runtime';
import type { Outbox } from '@seaworthy/runtime/outbox';
import { fulfilOrders } from './orders/index.ts';
import type { settings } from './settings.ts';
import type { Stores } from './stores.ts';

/** Milliseconds between two sweeps of what has expired. */
const SWEEP_EVERY_MS = 60_000;

/** Starts what runs behind the requests: orders are paid and fulfilled, expired sessions and keys are removed. */
export function startWorkers(
  app: App<typeof settings>,
  { db, visitors, idempotency }: Stores,
  outbox: Outbox | undefined,
): void {
  const every = { everyMs: () => app.config.SHOP_FULFIL_EVERY };
  if (outbox !== undefined) app.worker('payments', every, outbox.deliver);
  app.worker('fulfil', every, async ({ finish }) => {
    const count = await fulfilOrders(db, finish);
    if (count > 0) app.log.info({ count }, 'orders fulfilled');
  });
  app.worker('expired sessions', { everyMs: SWEEP_EVERY_MS }, visitors.sweep);
  app.worker('expired keys', { everyMs: SWEEP_EVERY_MS }, idempotency.sweep);
}
