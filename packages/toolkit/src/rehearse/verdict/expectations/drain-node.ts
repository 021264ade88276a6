import { fail, notShown, pass, type Expectation, type Finding } from '../expectation.ts';
import { count, seconds } from '../figures.ts';
import type { Act } from '../view.ts';
import { exitsWithinGrace } from './ends.ts';
import { noRequestLost } from './no-request-lost.ts';

/** Every pod of the node is evicted. */
export const drainNode: readonly Expectation[] = [
  { name: 'drain-node/no-request-lost', pattern: 3, judge: (act) => noRequestLost(act) },
  { name: 'drain-node/exits-within-grace', pattern: 3, judge: exitsWithinGrace },
  { name: 'drain-node/completes', pattern: 3, judge: completes },
];

function completes({ found, evidence, run, isIn }: Act): Finding {
  const [drained] = found('drained');
  if (drained === undefined) return notShown('No pod was evicted.');
  const refused = evidence.events.filter(
    (event) => event.type === 'eviction' && !event.allowed && isIn(event.at),
  ).length;
  const by = refused === 0 ? '' : `, ${count(refused, 'eviction')} refused by the budget on the way`;
  if (drained.value === true)
    return pass(`Every pod was evicted and replaced in ${seconds(drained.at - run.startedAt)}${by}.`);
  return fail({
    what: `The node was not drained ${seconds(drained.at - run.startedAt)} after the begin${by}.`,
    fault: refused === 0 ? 'drain-stuck' : 'budget-blocks-drain',
    cause:
      refused === 0
        ? 'evicted pods did not end, or were not replaced by ready ones'
        : 'the PodDisruptionBudget never allows another eviction',
    fix:
      refused === 0
        ? 'look at the pods that were left in the report'
        : 'maxUnavailable: 1 in the budget, and at least two replicas',
    at: drained.at,
  });
}
