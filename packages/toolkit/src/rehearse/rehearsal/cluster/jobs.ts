import { ToolkitError } from '../../../errors.ts';
import { runJob, type JobOptions } from '../../controllers/index.ts';
import type { Pod } from '../../kubelet/index.ts';
import type { Workload } from '../../workload/index.ts';

/**
 * So often a Job is run at most. What it needs is there before it, so that more tries show nothing more; a cluster's take ten
 * minutes.
 */
const TRIES = 3;

/** How Jobs are run, and whose words are told of one that fails. */
interface JobsOptions extends Pick<JobOptions, 'namespace' | 'runner' | 'clock'> {
  readonly created: (pod: Pod) => void;
  /** What a pod has written last. */
  readonly lastWordsOf: (pod: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Runs Jobs to completion, one after another.
 *
 * @throws ToolkitError SW_JOB_FAILED; the signal's reason once it aborts
 */
export async function runJobs(
  jobs: Workload['jobs'],
  { created, lastWordsOf, signal, ...options }: JobsOptions,
): Promise<void> {
  for (const job of jobs) {
    let last = '';
    const isDone = await runJob(
      {
        job,
        ...options,
        tries: TRIES,
        created(pod) {
          last = pod.name;
          created(pod);
        },
      },
      signal,
    );
    if (isDone) continue;
    const what = [`The Job ${job.metadata.name} failed`, lastWordsOf(last)].filter(Boolean).join(': ');
    throw new ToolkitError('SW_JOB_FAILED', { what });
  }
}
