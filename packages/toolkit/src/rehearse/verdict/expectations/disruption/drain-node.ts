import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { count, seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { exitsWithinGrace } from './exits-within-grace.ts';
import { noRequestLost } from '../no-request-lost.ts';

/** Every pod of the node is evicted. */
export const drainNode: readonly Expectation[] = [
  { name: 'drain-node/no-request-lost', pattern: 3, judge: (act) => noRequestLost(act) },
  { name: 'drain-node/exits-within-grace', pattern: 3, judge: exitsWithinGrace },
  { name: 'drain-node/completes', pattern: 3, judge: completes },
];

function completes({ found, evidence, run, isIn }: Act): Finding {
  const [drained] = found('drained');
  if (drained === undefined) return notShown('No pod was evicted.');
  const evictions = evidence.events.filter((event) => event.type === 'eviction').filter(({ at }) => isIn(at));
  const refused = evictions.filter(({ allowed }) => !allowed);
  const by =
    refused.length === 0 ? '' : `, ${count(refused.length, 'eviction')} refused by the budget on the way`;
  if (drained.value === true)
    return pass(`Every pod was evicted and replaced in ${seconds(drained.at - run.startedAt)}${by}.`);
  // One that has the pods go one after another is in nobody's way.
  const evicted = new Set(evictions.filter(({ allowed }) => allowed).map(({ pod }) => pod));
  const isBlocked = refused.some(({ pod }) => !evicted.has(pod));
  return fail({
    what: `The node was not drained ${seconds(drained.at - run.startedAt)} after the begin${by}.`,
    fault: isBlocked ? 'budget-blocks-drain' : 'drain-stuck',
    cause: isBlocked
      ? 'the PodDisruptionBudget never allows another eviction'
      : 'evicted pods did not end, or were not replaced by ready ones',
    fix: isBlocked
      ? 'maxUnavailable: 1 in the budget, and at least two replicas'
      : 'look at the pods that were left in the report',
    at: drained.at,
  });
}
