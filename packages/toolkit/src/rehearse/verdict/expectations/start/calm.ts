import { isLost } from '../../../requests.ts';
import { count, median, seconds } from '../../../figures.ts';
import { fail, notShown, pass, type Expectation, type Finding } from '../../expectation.ts';
import { podAt, type EventOf, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isCalm } from './is-calm.ts';
import { livenessPasses } from './liveness-passes.ts';
import { noCrash } from './no-crash.ts';

/** What the calm parts of the rehearsal showed, in which nothing was done to the pods on purpose. */
export const calm: readonly Expectation[] = [
  { name: 'start/probes-in-time', pattern: 4, isOfAll: true, judge: probesInTime },
  { name: 'start/liveness-passes', pattern: 4, isOfAll: true, judge: livenessPasses },
  { name: 'start/no-crash', pattern: 4, isOfAll: true, judge: noCrash },
  { name: 'start/not-throttled', pattern: 7, judge: notThrottled },
];

/** Timed-out probes of one pod; fewer may be the machine's fault. */
const TIMED_OUT = 3;

/** A probe that times out while the same pod answers requests is impatient. */
function probesInTime(act: Act): Finding {
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

/** Of a pod's first milliseconds: code is loaded and compiled. */
const WARM_UP_MS = 10_000;

/** Less than this, in milliseconds, says nothing of a rate. */
const LEAST_MS = 5000;

/**
 * Throttled for this part of the time, a request in ten meets a pause of up to a period of 100 ms (kernel,
 * Documentation/scheduler/sched-bwc.rst).
 */
const PART = 0.1;

function notThrottled(act: Act): Finding {
  const limited = act.evidence.workload.containers.filter(
    ({ role, cpuLimitMilli }) => role === 'main' && cpuLimitMilli !== undefined,
  );
  if (limited.length === 0) return notShown('The manifest sets no CPU limit.');
  let worst = { pod: '', part: -1, limitMilli: 0 };
  for (const { name, cpuLimitMilli = 0 } of limited)
    for (const { pod, part } of throttledParts(act, name))
      if (part > worst.part) worst = { pod, part, limitMilli: cpuLimitMilli };
  if (worst.part < 0) return notShown('Throttling could not be measured in calm times on this machine.');
  const percent = Math.round(worst.part * 100);
  if (worst.part < PART) return pass(`Throttled for at most ${percent} % of the time.`);
  return fail({
    what: `${worst.pod} was throttled for ${percent} % of the time under the usual load.`,
    fault: 'throttled',
    cause: `the CPU limit of ${worst.limitMilli}m is used up in bursts: more threads run at once than the quota pays for`,
    fix: 'set the number of threads to the quota (GOMAXPROCS, UV_THREADPOOL_SIZE), or raise the limit or leave it out',
    pod: worst.pod,
  });
}

/** For how much of its calm time a container was throttled, in each pod that ran for long enough. */
function throttledParts(
  act: Act,
  container: string,
): readonly { readonly pod: string; readonly part: number }[] {
  const { evidence, pods } = act;
  return [...Map.groupBy(evidence.usage, ({ pod }) => pod)].flatMap(([pod, samples]) => {
    const warmAt = (at: number) => (podAt(pods, pod, at)?.createdAt ?? 0) + WARM_UP_MS;
    let wallMs = 0;
    let throttledMs = 0;
    const own = samples
      .filter((sample) => sample.container === container && sample.at >= warmAt(sample.at))
      .toSorted((a, b) => a.at - b.at);
    for (const [index, sample] of own.entries()) {
      const before = own[index - 1];
      if (before?.throttledMs === undefined || sample.throttledMs === undefined) continue;
      // Less than before: started again.
      if (!isCalm(act, sample.at) || !isCalm(act, before.at) || sample.throttledMs < before.throttledMs)
        continue;
      wallMs += sample.at - before.at;
      throttledMs += sample.throttledMs - before.throttledMs;
    }
    return wallMs < LEAST_MS ? [] : [{ pod, part: throttledMs / wallMs }];
  });
}
