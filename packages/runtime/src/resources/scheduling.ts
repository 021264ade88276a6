import { readText, toNumber } from './cgroup/file.ts';

/** What the scheduler counted for one thread since it began, in milliseconds. */
export interface ThreadSchedule {
  /** Time on a CPU. */
  readonly ranMs: number;
  /** Time in which it could have run and was not let: throttled by a quota, or waiting behind others. */
  readonly waitedMs: number;
}

/**
 * Reads the schedule of a thread from `/proc/<process>/task/<id>/schedstat` (the kernel's
 * Documentation/scheduler/sched-stats.rst). Undefined: not Linux, or the kernel doesn't count (CONFIG_SCHEDSTATS).
 *
 * @param threadId the kernel's thread id. Default: the main thread's, which is the process id.
 * @param processId its process. Default: this one.
 * @param root directory that stands for `/`, for tests on recorded trees. Default `/`.
 */
export function readThreadSchedule(
  threadId = process.pid,
  root = '/',
  processId: number | 'self' = 'self',
): ThreadSchedule | undefined {
  const [ran, waited] =
    readText(root, `proc/${processId}/task/${threadId}/schedstat`)?.split(' ').map(toNumber) ?? [];
  // A kernel that doesn't count writes zeros; a thread that asks has run.
  return ran && waited !== undefined ? { ranMs: ran / 1e6, waitedMs: waited / 1e6 } : undefined;
}
