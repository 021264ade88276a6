import type { Outbox } from '@seaworthy/runtime/outbox';
import { TOPIC, type Payable } from './pay.ts';

/** Dead letters that are looked through at once. */
const PAGE = 100;

/** Has the payment of an order demanded again, where that was given up. Safe to repeat. */
export async function revivePayment(outbox: Outbox, order: string): Promise<void> {
  for (let after = '0'; ;) {
    const letters = await outbox.deadLetters({ limit: PAGE, after });
    const given = letters.find(({ topic, payload }) => topic === TOPIC && (payload as Payable).id === order);
    if (given !== undefined) await outbox.revive(given.id);
    const last = letters.at(-1);
    if (given !== undefined || last === undefined) return;
    after = last.id;
  }
}
