import { isLost } from '../../../requests.ts';
import { count, median, seconds } from '../../../figures.ts';
import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import type { EventOf, PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isCalm } from './is-calm.ts';

/** Timed-out probes of one pod; fewer may be the machine's fault. */
const TIMED_OUT = 3;

/** A probe that times out while the same pod answers requests is impatient. */
export function probesInTime(act: Act): Finding {
  let asked = 0;
  for (const story of act.pods.values()) {
    const answers = act.answered.get(story.name) ?? [];
    const probes = story.of('probe').filter(({ at, startedAt }) => isCalm(act, at) && isCalm(act, startedAt));
    asked += probes.length;
    const late = probes.filter(
      ({ at, startedAt, outcome, message }) =>
        outcome === 'failure' &&
        message.includes('no answer within') &&
        answers.some((answered) => answered > startedAt && answered < at),
    );
    const [first] = late;
    if (late.length < TIMED_OUT || first === undefined) continue;
    const probe = act.evidence.workload.containers.find(({ name }) => name === first.container)?.probes[
      first.probe
    ];
    const waits = `the ${first.probe} probe waits ${probe?.timeoutSeconds ?? 1} s`;
    const tookMs = median(timesOf(act, story, late));
    // Whoever answers one after another, as a worker process that does one request at a time, has a probe wait in the same queue.
    const isBehind = tookMs >= (probe?.timeoutSeconds ?? 1) * 1000;
    return fail({
      what: `${count(late.length, 'probe')} of ${story.name} timed out while it answered requests.`,
      fault: 'probe-timeout-too-short',
      ...(isBehind
        ? {
            cause: `${waits}, and half of the requests that were answered meanwhile took ${seconds(tookMs)} and more: the program is behind the load of ${act.evidence.conditions.requestsPerSecond} requests a second`,
            fix: 'send what it gets in production (`--rate`), or have it answer more at once: by more workers, threads or replicas',
          }
        : {
            cause: `${waits}, and what answers it takes longer`,
            fix: 'raise timeoutSeconds, or answer probes from a result that is kept up to date in the background',
          }),
      pod: story.name,
      at: first.at,
    });
  }
  return asked === 0
    ? notShown('No probe was asked.')
    : pass(`${count(asked, 'probe')} in calm times, none late.`);
}

/** How long the requests took, in milliseconds, that a pod answered while it was asked these probes. */
function timesOf(
  { evidence }: Act,
  { name }: PodStory,
  probes: readonly EventOf<'probe'>[],
): readonly number[] {
  const times: number[] = [];
  for (const request of evidence.requests) {
    const { pod, sentAt, endedAt } = request;
    if (pod !== name || isLost(request)) continue;
    if (probes.some(({ startedAt, at }) => startedAt < endedAt && endedAt < at)) times.push(endedAt - sentAt);
  }
  return times;
}
