import type { Evidence, UsageSample } from '../../../evidence.ts';
import type { SinceStart } from './since-start.ts';
import type { ContainerUsage, UsageSeries } from './types.ts';

/** How many samples the page shows, over all containers. */
const MOST_SAMPLES = 20_000;

/** What each container used over time, beside its limits. Containers in the workload's order. */
export function containerUsage({ usage, workload }: Evidence, since: SinceStart): ContainerUsage[] {
  const stride = Math.max(1, Math.ceil(usage.length / MOST_SAMPLES));
  return workload.containers
    .map(({ name, memoryLimitBytes, cpuLimitMilli }) => {
      const own = Map.groupBy(
        usage.filter(({ container }) => container === name),
        ({ pod }) => pod,
      );
      const series = [...own].map(([pod, samples]) =>
        seriesOf(
          pod,
          samples.filter((_, position) => position % stride === 0),
          since,
        ),
      );
      return { container: name, memoryLimit: memoryLimitBytes, cpuLimit: cpuLimitMilli, series };
    })
    .filter(({ series }) => series.length > 0);
}

/** CPU time becomes a rate. A container that was started again counts from zero. */
function seriesOf(pod: string, samples: readonly UsageSample[], since: SinceStart): UsageSeries {
  const rate = (position: number, of: (sample: UsageSample) => number) => {
    // The first one has none before it: it shows what the second does.
    const at = Math.max(1, position);
    const [before, now] = [samples[at - 1], samples[at]];
    if (before === undefined || now === undefined || now.at <= before.at) return 0;
    return Math.max(0, of(now) - of(before)) / (now.at - before.at);
  };
  return {
    pod,
    at: samples.map(({ at }) => Math.round(since(at))),
    memory: samples.map(({ memoryBytes }) => Math.round(memoryBytes)),
    cpu: samples.map((_, position) => Math.round(1000 * rate(position, ({ cpuMs }) => cpuMs))),
    throttled: samples.map((_, position) =>
      Number(
        Math.min(
          1,
          rate(position, ({ throttledMs = 0 }) => throttledMs),
        ).toFixed(2),
      ),
    ),
  };
}
