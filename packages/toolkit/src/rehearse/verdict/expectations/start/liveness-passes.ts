import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import { count } from '../../../figures.ts';
import { isProbedReady, readyTimes, type EventOf, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isCalm } from './is-calm.ts';
import { allProbeKills } from '../probe-kills.ts';
import { whyProbeFails } from './why-unready.ts';

/**
 * The liveness probe of each container passes at some time. One that asks for what the program never answers has every pod
 * restarted for ever, which a short rehearsal may not live to see: the kubelet waits for `failureThreshold` failures.
 */
export function livenessPasses(act: Act): Finding {
  const probes = [...act.pods.values()].flatMap((story) =>
    story.of('probe').flatMap((event) => (event.probe === 'liveness' ? [{ story, event }] : [])),
  );
  if (probes.length === 0) return notShown('No liveness probe was asked.');
  const silent: Finding[] = [];
  for (const [container, own] of Map.groupBy(probes, ({ event }) => event.container)) {
    if (own.some(({ event }) => event.outcome === 'success')) continue;
    const told = own.find((probe) => isTold(act, probe));
    if (told === undefined) {
      const message = own.at(-1)?.event.message;
      silent.push(
        notShown(
          `No liveness probe of ${container} passed, and what failed may not be its fault: ${message}.`,
        ),
      );
      continue;
    }
    const { story, event } = told;
    const facts = act.evidence.workload.containers.find(({ name }) => name === container)?.probes.liveness;
    const when =
      facts === undefined
        ? ''
        : `, as soon as ${facts.failureThreshold} have failed, one every ${facts.periodSeconds} s`;
    const { cause, fix } = whyProbeFails(story, event);
    return fail({
      what: `None of ${count(own.length, 'liveness probe')} of ${container} passed: the kubelet restarts it again and again${when}.`,
      fault: 'liveness-never-passes',
      cause,
      fix,
      pod: story.name,
      at: event.at,
    });
  }
  return silent[0] ?? pass(`Of ${count(probes.length, 'liveness probe')} some passed, of each container.`);
}

/**
 * Whether a failure says that it is the probe which is wrong: the pod was ready and not about to end, the probe could be asked and was
 * not merely late, which may be the machine's fault, and the program was up, as its readiness probe found or its answer shows. Where
 * neither tells, as where nobody listens on the port, it takes the kubelet's own threshold.
 */
function isTold(act: Act, { story, event }: { story: PodStory; event: EventOf<'probe'> }): boolean {
  const { at, container, message, outcome, startedAt } = event;
  // What can't be asked the kubelet throws away (pkg/kubelet/prober/worker.go doProbe).
  if (outcome !== 'failure' || message.includes('no answer within')) return false;
  if (!isCalm(act, startedAt) || !isCalm(act, at) || at >= (story.deletedAt ?? Infinity)) return false;
  if (!readyTimes(story).some(({ from, to }) => from <= startedAt && at <= to)) return false;
  if (!isLeftRunning(story, container, at)) return false;
  return (
    / answered 4\d\d$/.test(message) ||
    isProbedReady(story, container) ||
    allProbeKills(act).some(
      (kill) => kill.story === story && kill.run.container === container && isCalm(act, kill.run.killed.at),
    )
  );
}

/** Whether the container ran and nobody had set out to end it. The pod stays ready until the kubelet looks, once a second. */
function isLeftRunning(story: PodStory, container: string, at: number): boolean {
  const turn = story.events.findLast(
    (event) =>
      event.at < at &&
      'container' in event &&
      event.container === container &&
      /^container-(?:started|killed|exited)$/.test(event.type),
  );
  return turn?.type === 'container-started';
}
