import type { Clock } from '../clock.ts';

/**
 * Calls `send` at a constant rate until `signal` aborts, whatever becomes of earlier requests: an open loop, so that a
 * stalled server still gets every request that was due (no coordinated omission). Late wake-ups are caught up.
 */
export async function arrivals(
  perSecond: number,
  clock: Clock,
  signal: AbortSignal,
  send: () => void,
): Promise<void> {
  const start = clock.now();
  const intervalMs = 1000 / perSecond;
  for (let sent = 0; !signal.aborted;) {
    const due = Math.floor((clock.now() - start) / intervalMs);
    for (; sent < due; sent += 1) send();
    await clock.sleep(intervalMs, signal).catch(() => {});
  }
}
