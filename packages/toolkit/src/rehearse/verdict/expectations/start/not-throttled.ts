import { fail, notShown, pass, type Finding } from '../../expectation.ts';
import { podAt } from '../../pods/index.ts';
import type { Act } from '../../view.ts';
import { isCalm } from './is-calm.ts';

/** Of a pod's first milliseconds: code is loaded and compiled. */
const WARM_UP_MS = 10_000;

/** Less than this, in milliseconds, says nothing of a rate. */
const LEAST_MS = 5000;

/**
 * Throttled for this part of the time, a request in ten meets a pause of up to a period of 100 ms (kernel,
 * Documentation/scheduler/sched-bwc.rst).
 */
const PART = 0.1;

/** No main container is throttled under the usual load for so long that requests meet it. */
export function notThrottled(act: Act): Finding {
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
