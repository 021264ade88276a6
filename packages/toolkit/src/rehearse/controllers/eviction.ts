import type { Note } from '../events.ts';
import type { Pod } from '../kubelet/index.ts';
import type { DisruptionBudget } from './disruption-budget.ts';

/** Evicts a pod, as the API's eviction does: deletes it where the budget allows it. False stands for the answer 429. */
export type Evict = (pod: Pod) => boolean;

/**
 * Evictions under a budget, each of them noted.
 *
 * @param budget undefined: every eviction is allowed
 */
export function evictor(budget: DisruptionBudget | undefined, note: Note): Evict {
  return (pod) => {
    const allowed = budget === undefined || budget.allows(pod);
    note({ type: 'eviction', pod: pod.name, allowed });
    if (allowed) pod.delete();
    return allowed;
  };
}
