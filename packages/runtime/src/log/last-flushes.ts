import type { Timer } from '../clock.ts';
import type { EventBus } from '../events.ts';
import type { ServiceLog } from './service-log.ts';

/** What flushes may take after the last stage, in milliseconds: half of what the budget keeps back (`marginSeconds`). */
const LAST_MS = 500;

/**
 * Keeps the end of a process within its budget, however slow the reader of the log is: the flushes of the last stage and
 * all after it share what that stage has and half a second; those of an exit at once, half a second.
 */
export function limitLastFlushes(bus: EventBus, log: Pick<ServiceLog, 'flushWithin'>): Timer {
  return bus.on((event) => {
    if (event.type === 'drain.stage' && event.stage === 'flush') log.flushWithin(event.budgetMs + LAST_MS);
    if (event.type === 'signal' && event.repeated) log.flushWithin(LAST_MS);
  });
}
