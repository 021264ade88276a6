import type { ObjectOf } from '../../model/index.ts';
import type { Clock } from '../clock.ts';
import type { Pod, PodRunner } from '../kubelet/index.ts';

/** A Job to run. */
export interface JobOptions {
  readonly job: ObjectOf<'Job'>;
  /** Where it is applied to; the Job itself need not state it. Default: `default`. */
  readonly namespace?: string;
  readonly runner: PodRunner;
  readonly clock: Clock;
  /** So many runs at most, whatever `backoffLimit` allows. Default: as many as that does. */
  readonly tries?: number;
  /** Called for each pod that is created. */
  readonly created?: (pod: Pod) => void;
}

/** Before the second try; it doubles with each one (pkg/controller/job/job_controller.go DefaultJobPodFailureBackOff). */
const BACKOFF_MS = 10_000;
const MAX_BACKOFF_MS = 600_000;
/** Between two looks at a pod. */
const LOOK_MS = 100;
const DEFAULT_BACKOFF_LIMIT = 6;

/**
 * Runs one pod of a Job to completion (pkg/controller/job). A pod that failed is followed by a new one until `backoffLimit`
 * of them were one too many; under `restartPolicy: OnFailure` the restarts within the pod count instead, those of sidecars
 * included. What ends late by
 * `activeDeadlineSeconds` has failed.
 *
 * @returns whether it completed
 * @throws the signal's reason once it aborts
 */
export async function runJob(options: JobOptions, signal?: AbortSignal): Promise<boolean> {
  const { job, clock, tries = Infinity } = options;
  const { backoffLimit = DEFAULT_BACKOFF_LIMIT, activeDeadlineSeconds = Infinity } = job.spec ?? {};
  const deadline = clock.now() + activeDeadlineSeconds * 1000;
  for (let failed = 0; ; failed++) {
    if (failed > 0) {
      const wait = Math.min(BACKOFF_MS * 2 ** (failed - 1), MAX_BACKOFF_MS);
      if (clock.now() + wait >= deadline) return false;
      await clock.sleep(wait, signal);
    }
    const limits = { backoffLimit: Math.min(backoffLimit, tries), deadline };
    const outcome = await runPod(options, failed, limits, signal);
    if (outcome === 'succeeded') return true;
    if (outcome === 'given-up' || failed >= Math.min(backoffLimit, tries - 1)) return false;
  }
}

type Outcome = 'succeeded' | 'failed' | 'given-up';

interface Limits {
  readonly backoffLimit: number;
  readonly deadline: number;
}

async function runPod(
  { job, namespace, runner, clock, created }: JobOptions,
  index: number,
  { backoffLimit, deadline }: Limits,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { metadata, spec } = job;
  const { labels = {}, annotations = {} } = spec?.template?.metadata ?? {};
  const pod = runner.run({
    name: `${metadata.name}-${index + 1}`,
    revision: 0,
    spec: spec?.template?.spec ?? { containers: [] },
    namespace,
    labels: { 'job-name': metadata.name, 'batch.kubernetes.io/job-name': metadata.name, ...labels },
    annotations,
  });
  created?.(pod);
  try {
    while (clock.now() < deadline) {
      const outcome = outcomeOf(
        pod,
        spec?.template?.spec?.restartPolicy === 'OnFailure' ? backoffLimit : Infinity,
      );
      if (outcome !== undefined) return outcome;
      await clock.sleep(LOOK_MS, signal);
    }
    return 'given-up';
  } finally {
    pod.delete();
  }
}

/**
 * A restart within a pod changes neither its phase nor its readiness, so that its watchers do not hear of it.
 *
 * @param restartLimit how many restarts within the pod are too many (job_controller.go pastBackoffLimitOnFailure); 0 allows none
 */
function outcomeOf({ status }: Pod, restartLimit: number): Outcome | undefined {
  if (status.phase === 'Succeeded') return 'succeeded';
  if (status.phase === 'Failed') return 'failed';
  const restarts = status.containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return restarts > 0 && restarts >= restartLimit ? 'given-up' : undefined;
}
