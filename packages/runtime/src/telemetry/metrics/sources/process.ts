import { readdir } from 'node:fs/promises';
import type { Family } from '../family.ts';
import { byLabel, single, type MetricSource } from './source.ts';

/** CPU time, open files and what keeps the event loop alive. */
export function processSource(): MetricSource {
  const startedAt = performance.timeOrigin / 1e3;
  return {
    name: 'process',
    collect: async () => [
      single('process_start_time_seconds', startedAt),
      ...cpuTime(),
      byLabel('nodejs_active_resources', 'type', countByType(process.getActiveResourcesInfo())),
      ...(await openFiles()),
    ],
  };
}

function cpuTime(): Family[] {
  const { user, system } = process.cpuUsage();
  return [
    single('process_cpu_seconds_total', (user + system) / 1e6),
    single('process_cpu_user_seconds_total', user / 1e6),
    single('process_cpu_system_seconds_total', system / 1e6),
  ];
}

/** Nothing outside Linux, where there is no such folder. */
async function openFiles(): Promise<Family[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => undefined);
  // One of them is the folder that is being read.
  return descriptors === undefined ? [] : [single('process_open_fds', descriptors.length - 1)];
}

function countByType(types: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
