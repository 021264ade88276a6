import { crashBudget, type Budget } from '../lifecycle/index.ts';

/** What the others may take beyond their budget before they are killed, and the primary after that, in milliseconds. */
const KILL_AFTER_MS = 250;
const WIND_UP_MS = 350;

/**
 * The primary waits for the others, each of which drains in `budget`, after a fault in what {@link crashBudget} leaves of it;
 * both additions fit the margin that is kept back of the grace period.
 */
export function primaryBudgets(budget: Budget): { budget: Budget; crashBudget: Budget } {
  return { budget: around(budget), crashBudget: around(crashBudget(budget)) };
}

function around({ flush }: Budget): Budget {
  const killed = flush + KILL_AFTER_MS;
  const ended = killed + WIND_UP_MS;
  return {
    'drain delay': 0,
    'in-flight work': killed,
    workers: killed,
    resources: ended,
    flush: ended,
  };
}
