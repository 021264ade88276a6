import { byLabel, type MetricSource } from './source.ts';

/** What a worker tells of itself, as far as it is measured. */
interface WorkerRuns {
  readonly name: string;
  /** `elsewhere`: another process of the service runs it, and tells of it. */
  readonly state: string;
  /** Runs that ended well. */
  readonly completed: number;
  /** When the last of them ended, in milliseconds since the Unix epoch. */
  readonly completedAt: number | undefined;
}

/** How often each worker of this process did its work, and when last: one that does nothing fails never, and is seen by this alone. */
export function workerRunsSource(statuses: () => readonly WorkerRuns[]): MetricSource {
  return {
    name: 'worker runs',
    collect: () => {
      const here = statuses().filter(({ state }) => state !== 'elsewhere');
      return [
        byLabel(
          'seaworthy_worker_runs_total',
          'worker',
          here.map(({ name, completed }) => [name, completed] as const),
        ),
        byLabel(
          'seaworthy_worker_last_success_timestamp_seconds',
          'worker',
          here.flatMap(({ name, completedAt }) =>
            completedAt === undefined ? [] : [[name, completedAt / 1000] as const],
          ),
        ),
      ];
    },
  };
}
