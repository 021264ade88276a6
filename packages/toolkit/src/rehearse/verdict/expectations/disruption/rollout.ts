import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { seconds } from '../../../figures.ts';
import type { Act } from '../../view.ts';
import { alwaysAnEndpoint } from './always-an-endpoint.ts';
import { exitsWithinGrace } from './exits-within-grace.ts';
import { noRequestLost } from '../no-request-lost.ts';
import { whyUnready } from '../start/why-unready.ts';

/** A rollout: every pod is replaced by one of a new revision. */
export const rollout: readonly Expectation[] = [
  { name: 'rollout/no-request-lost', pattern: 3, judge: (act) => noRequestLost(act) },
  { name: 'rollout/exits-within-grace', pattern: 3, judge: exitsWithinGrace },
  { name: 'rollout/always-an-endpoint', pattern: 3, judge: alwaysAnEndpoint },
  { name: 'rollout/completes', pattern: 4, judge: completes },
];

/** The new revision is complete before the scenario's end. Later, when all pods go, it may be, too. */
function completes({ evidence, pods, isIn, run }: Act): Finding {
  const started = evidence.events.filter(({ type, at }) => type === 'rollout-started' && isIn(at));
  const last = started.at(-1);
  if (last?.type !== 'rollout-started') return notShown('No rollout was begun.');
  const complete = evidence.events.find(
    (event) =>
      event.type === 'rollout-complete' &&
      event.revision === last.revision &&
      event.at >= last.at &&
      event.at <= run.endedAt,
  );
  if (complete !== undefined) return pass(`Complete ${seconds(complete.at - last.at)} after it began.`);
  const newest = [...pods.values()].findLast(({ revision }) => revision === last.revision);
  return fail({
    what: `The rollout of revision ${last.revision} was not complete ${seconds(run.endedAt - last.at)} after it began.`,
    fault: 'rollout-stuck',
    cause: 'new pods did not become ready, or old ones did not end',
    fix: 'look at the probes of the newest pods in the report, and at what they wrote',
    output: newest && whyUnready(newest, evidence.logs).output,
    pod: newest?.name,
    at: last.at,
  });
}
