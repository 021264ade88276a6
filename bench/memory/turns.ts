import type { Workload } from './workloads.ts';

/** One load at one limit. */
export interface Turn {
  readonly workload: Workload['name'];
  readonly limitMiB: number;
  readonly load: number;
  readonly durationMs: number;
  /** As long a small load goes before, which is not counted: a service is warm when much comes at once. */
  readonly warmUpMs?: number;
  /** Who is asked to bear it. Undefined: all. */
  readonly names?: readonly string[];
}

const limits = [128, 256, 400] as const;
/** Doubling, up to more than ten times what kills node at that limit. */
const connections = {
  128: [16, 32, 64, 128, 256, 640],
  256: [32, 64, 128, 256, 640, 1280],
  400: [64, 128, 256, 640, 1280, 2560],
};
/** MiB put into a cache, as shares of the limit. */
const cacheShares = [0.5, 0.75, 1, 2, 6];

/** Every load at every limit, smallest first. */
export function turns(): Turn[] {
  return limits.flatMap((limitMiB) => {
    const cache = cacheShares.map((share): Turn => ({
      workload: 'cache',
      limitMiB,
      load: Math.round(limitMiB * share),
      durationMs: 8_000,
    }));
    const burst = (workload: Exclude<Workload['name'], 'cache'>) =>
      connections[limitMiB].map((load): Turn => ({
        workload,
        limitMiB,
        load,
        durationMs: 6_000,
        warmUpMs: 3_000,
      }));
    return cache.concat(burst('uploads'), burst('reports'), burst('slow-reports'), burst('lists'));
  });
}

const most = ['seaworthy', 'node', 'go-memlimit'];

/** At 128 MiB, a load that kills node, and ten times that. */
export const quickTurns: readonly Turn[] = [
  { workload: 'cache', limitMiB: 128, load: 128, durationMs: 3_000, names: most },
  { workload: 'cache', limitMiB: 128, load: 1280, durationMs: 4_000, names: ['seaworthy'] },
  { workload: 'uploads', limitMiB: 128, load: 64, durationMs: 3_000, names: most },
  { workload: 'uploads', limitMiB: 128, load: 640, durationMs: 5_000, names: ['seaworthy', 'go-memlimit'] },
  { workload: 'reports', limitMiB: 128, load: 64, durationMs: 3_000, names: most },
  { workload: 'reports', limitMiB: 128, load: 640, durationMs: 5_000, names: ['seaworthy', 'go-memlimit'] },
  { workload: 'slow-reports', limitMiB: 128, load: 64, durationMs: 3_000, names: ['seaworthy'] },
  { workload: 'lists', limitMiB: 128, load: 64, durationMs: 3_000, names: most },
];
