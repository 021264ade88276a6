import { fail, notShown, pass, type Failure, type Finding } from '../../expectation.ts';
import { seconds } from '../../../figures.ts';
import { ownEndBefore, takings, type OwnEnd } from '../../loss/index.ts';
import { joined, outages, routedTo, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { goneWords, recreateWords } from '../../words/index.ts';

/** What several processes saw less apart, in milliseconds, they saw at once. */
const SMALLEST_GAP_MS = 1;

/** At every moment some proxy has a ready endpoint to route to. */
export function alwaysAnEndpoint(act: Act): Finding {
  const { pods, run, evidence } = act;
  const { unrouted } = evidence.workload;
  if (unrouted !== undefined) return notShown(unrouted.what);
  const routed = joined([...pods.values()].flatMap(routedTo));
  if (routed.length === 0) return notShown('No proxy was seen to route to a pod.');
  const gaps = [{ from: 0, to: routed[0]?.from ?? 0 }]
    .concat(routed.map(({ to }, index) => ({ from: to, to: routed[index + 1]?.from ?? Infinity })))
    .map(({ from, to }) => ({ from: Math.max(from, run.startedAt), to: Math.min(to, run.endedAt) }))
    .filter(({ from, to }) => to - from >= SMALLEST_GAP_MS);
  const [first] = gaps;
  if (first === undefined) return pass('A ready endpoint was there at all times.');
  const ms = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  return fail({
    what: `For ${seconds(ms)} no pod was ready and routed to.`,
    ...reasonOf(first.from, act),
    at: first.from,
  });
}

/** Why nobody was left to route to, by what became of the last one. */
function reasonOf(
  at: number,
  { pods, evidence: { events, workload } }: Act,
): Pick<Failure, 'fault' | 'cause' | 'fix'> {
  const last = lastRouted(at, pods.values());
  const end = last && ownEndBefore(at, [last], outages(events));
  if (last !== undefined && end !== undefined)
    return {
      fault: end.cause,
      cause: `the last pod that was left, ${last.name}, was not replaced but ${endWords(end)}`,
      fix: 'keep containers from ending by themselves: no strategy of a rollout makes up for that',
    };
  const taking = takings(events)(at);
  if (workload.strategy === 'Recreate' && taking === 'rollout')
    return { fault: 'recreate-downtime', ...recreateWords };
  const isDeleted = last?.deletedAt !== undefined && last.deletedAt <= at;
  return { fault: 'surge-downtime', ...goneWords(isDeleted ? taking : undefined, workload) };
}

/** The pod that was routed to until then, longer than any other. */
function lastRouted(at: number, pods: Iterable<PodStory>): PodStory | undefined {
  const left = [...pods].flatMap((story) =>
    routedTo(story).flatMap(({ to }) => (to <= at ? [{ story, to }] : [])),
  );
  return left.toSorted((a, b) => a.to - b.to).at(-1)?.story;
}

function endWords({ cause, run: { killed, exit } }: OwnEnd): string {
  if (cause === 'oom-killed') return 'killed by the kernel for memory';
  return killed === undefined
    ? `ended by itself, with exit code ${exit?.exitCode}`
    : `restarted by the kubelet (${killed.reason})`;
}
