import { lastingContainers, parseQuantity, type PodSpec } from '../../../model/index.ts';
import type { UsageSample } from '../../evidence.ts';
import type { Workload } from '../../workload/index.ts';

/** CPU is taken over this long, as metrics-server does by default (its --metric-resolution), in milliseconds. */
const WINDOW_MS = 15_000;

/**
 * The CPU that a pod uses, in percent of what it requests as a whole, else of what its containers, sidecars among them, do
 * (podautoscaler/replica_calculator.go calculatePodRequests). Undefined while it was not measured for long enough, and where one of
 * them requests nothing.
 */
export function utilisationOf(
  pod: string,
  usage: readonly UsageSample[],
  { template }: Workload,
  now: number,
): number | undefined {
  const requested = requestedCores(template.spec);
  if (requested === undefined) return undefined;
  const recent = usage.filter((sample) => sample.pod === pod && now - sample.at <= WINDOW_MS);
  let [used, measured] = [0, false];
  for (const samples of Map.groupBy(recent, ({ container }) => container).values()) {
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 1000) continue;
    used += (last.cpuMs - first.cpuMs) / (last.at - first.at);
    measured = true;
  }
  return measured && requested > 0 ? (100 * used) / requested : undefined;
}

function requestedCores(spec: PodSpec): number | undefined {
  const { resources: whole } = spec;
  const stated = parseQuantity(whole?.requests?.['cpu']);
  if (stated !== undefined) return stated;
  const requests = lastingContainers(spec).map(({ resources }) =>
    parseQuantity(resources?.requests?.['cpu'] ?? resources?.limits?.['cpu']),
  );
  const limit = parseQuantity(whole?.limits?.['cpu']);
  if (requests.includes(undefined) && limit === undefined) return undefined;
  // What is asked for as a whole defaults to that, and else to the limit (defaults.go setDefaultPodLevelRequests).
  return requests.reduce<number>((sum, cores) => sum + (cores ?? 0), 0) || limit;
}
