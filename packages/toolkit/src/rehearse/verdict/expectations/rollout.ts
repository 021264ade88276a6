import { fail, notShown, pass, type Expectation, type Finding } from '../expectation.ts';
import { count, seconds } from '../figures.ts';
import { joined, routedTo } from '../pods/index.ts';
import type { Act } from '../view.ts';
import { exitsWithinGrace } from './ends.ts';
import { rolloutFix } from '../words/index.ts';
import { noRequestLost } from './no-request-lost.ts';

/** A rollout: every pod is replaced by one of a new revision. */
export const rollout: readonly Expectation[] = [
  { name: 'rollout/no-request-lost', pattern: 3, judge: (act) => noRequestLost(act) },
  { name: 'rollout/exits-within-grace', pattern: 3, judge: exitsWithinGrace },
  { name: 'rollout/always-an-endpoint', pattern: 3, judge: alwaysAnEndpoint },
  { name: 'rollout/completes', pattern: 4, judge: completes },
];

/** At every moment some proxy has a ready endpoint to route to. */
function alwaysAnEndpoint({ pods, run, evidence }: Act): Finding {
  const { unrouted } = evidence.workload;
  if (unrouted !== undefined) return notShown(unrouted.what);
  const routed = joined([...pods.values()].flatMap(routedTo));
  if (routed.length === 0) return notShown('No proxy was seen to route to a pod.');
  const gaps = [{ from: 0, to: routed[0]?.from ?? 0 }]
    .concat(routed.map(({ to }, index) => ({ from: to, to: routed[index + 1]?.from ?? Infinity })))
    .map(({ from, to }) => ({ from: Math.max(from, run.startedAt), to: Math.min(to, run.endedAt) }))
    .filter(({ from, to }) => to > from);
  if (gaps.length === 0) return pass('A ready endpoint was there at all times.');
  const ms = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const isRecreate = evidence.workload.strategy === 'Recreate';
  return fail({
    what: `For ${seconds(ms)} no pod was ready and routed to.`,
    fault: isRecreate ? 'recreate-downtime' : 'surge-downtime',
    cause: isRecreate
      ? 'the strategy Recreate ends all pods before it starts new ones'
      : `old pods went before new ones were ready, with ${count(evidence.workload.replicas, 'replica')}`,
    fix: isRecreate
      ? 'use RollingUpdate with maxSurge; where two versions must not run at once, state the downtime as intended'
      : rolloutFix(evidence.workload),
    at: gaps[0]?.from ?? run.startedAt,
  });
}

/** The new revision is complete before the scenario's end. Later, when all pods go, it may be, too. */
function completes({ evidence, isIn, run }: Act): Finding {
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
  if (complete !== undefined) return pass(`Complete ${seconds(complete.at - last.at)} after its begin.`);
  return fail({
    what: `The rollout of revision ${last.revision} was not complete ${seconds(run.endedAt - last.at)} after its begin.`,
    fault: 'rollout-stuck',
    cause: 'new pods did not become ready, or old ones did not end',
    fix: 'look at the probes and the log of the newest pods in the report',
    at: last.at,
  });
}
