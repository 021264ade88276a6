import type { UsageSample } from '../../../evidence.ts';
import type { Act } from '../../view.ts';

/** A runtime warms up for this long, in milliseconds: code is compiled, heaps and pools reach their size. */
const WARM_UP_MS = 15_000;

/** Less than this, in milliseconds, tells nothing of a collected heap: major collections are seconds apart. */
const LEAST_MS = 30_000;

/** How long a container must run before growth of its memory can be called a leak, in milliseconds. */
export const LEAK_SHOWS_MS = WARM_UP_MS + LEAST_MS;

/** The time is cut into so many parts, and the lowest use of each must rise from part to part. */
const PARTS = 6;

/**
 * A collected heap settles at some part of its limit, and takes its time: below this part of the limit, or these bytes where
 * there is none, growth is not called a leak.
 */
const LEAST_PART = 1 / 4;
const LEAST_BYTES = 64 * 2 ** 20;
const LEAST_RATIO = 1.25;

/** Less than this, in bytes, is no growth that tells anything: every program takes some pages more while it runs. */
const GROWTH_BYTES = 2 ** 20;

/** Growth of one container in one pod without a pause. */
interface Growth {
  readonly pod: string;
  readonly container: string;
  readonly fromBytes: number;
  readonly toBytes: number;
  readonly forMs: number;
  readonly bytesPerSecond: number;
  /** It is too much for a heap that settles. */
  readonly isLeak: boolean;
}

/**
 * The pod in which the memory of a main container grows fastest under steady load; undefined unless most of the pods that lived long
 * enough agree. What happened during and after the memory pressure of the scenario `oom` is left out.
 */
export function growthOf({ evidence, found, run }: Act): Growth | 'too short' | undefined {
  const [pressed] = found('pressed');
  const restarts = evidence.events.filter(({ type }) => type === 'container-started');
  const growths = evidence.workload.containers.flatMap(({ role, name, memoryLimitBytes: limit }) => {
    if (role !== 'main') return [];
    const samples = evidence.usage.filter(
      ({ at, container }) => container === name && at < (pressed?.at ?? run.startedAt),
    );
    const series = [
      ...Map.groupBy(samples, ({ pod, at }) => {
        const run = restarts.filter((event) => 'pod' in event && event.pod === pod && event.at <= at).length;
        return `${pod}/${run}`;
      }).values(),
    ].flatMap((own) => steady(own));
    // One container says nothing of another.
    return series.length === 0 ? [] : [commonGrowth(series, limit)];
  });
  if (growths.length === 0) return 'too short';
  const growing = growths.filter((growth) => growth !== undefined);
  return growing.find(({ isLeak }) => isLeak) ?? growing[0];
}

/** The fastest of what most pods show of one container. */
function commonGrowth(
  series: readonly (readonly UsageSample[])[],
  limit: number | undefined,
): Growth | undefined {
  const leastBytes = limit === undefined ? LEAST_BYTES : limit * LEAST_PART;
  const growing = series
    .flatMap((own) => growthIn(own, leastBytes))
    .toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond);
  const leaking = growing.filter(({ isLeak }) => isLeak);
  if (leaking.length * 2 > series.length) return leaking[0];
  const [fastest] = growing;
  return fastest !== undefined && growing.length * 2 > series.length
    ? { ...fastest, isLeak: false }
    : undefined;
}

function steady(samples: readonly UsageSample[]): readonly (readonly UsageSample[])[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at);
  const from = (sorted[0]?.at ?? 0) + WARM_UP_MS;
  const rest = sorted.filter(({ at }) => at >= from);
  const ms = (rest.at(-1)?.at ?? 0) - from;
  return ms >= LEAST_MS && rest.length >= PARTS * 2 ? [rest] : [];
}

function growthIn(samples: readonly UsageSample[], leastBytes: number): readonly Growth[] {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return [];
  const forMs = last.at - first.at;
  const lows = Array.from({ length: PARTS }, (_, part) => {
    const within = samples.filter(
      ({ at }) => Math.min(PARTS - 1, Math.floor(((at - first.at) / forMs) * PARTS)) === part,
    );
    return Math.min(...within.map(({ memoryBytes }) => memoryBytes));
  });
  const [fromBytes = 0] = lows;
  const toBytes = lows.at(-1) ?? 0;
  const rises = lows.every((low, index) => index === 0 || low > (lows[index - 1] ?? 0));
  if (!rises || toBytes - fromBytes < GROWTH_BYTES) return [];
  // Between the middles of the first part and the last.
  const bytesPerSecond = ((toBytes - fromBytes) / (forMs * (1 - 1 / PARTS))) * 1000;
  const isLeak = toBytes - fromBytes >= leastBytes && toBytes >= fromBytes * LEAST_RATIO;
  return [{ pod: first.pod, container: first.container, fromBytes, toBytes, forMs, bytesPerSecond, isLeak }];
}
