import { strategyOf } from '../../workload/index.ts';
import { livingPods } from './pods.ts';
import type { Stage } from './stage.ts';

/** A program that refuses its configuration does so within this, in milliseconds; slow starts are counted in. */
const FAILURE_MS = 30_000;

/** The kubelet restarts at once the first time; a second failure tells that it was no accident. */
const FAILURES = 2;

/**
 * Waits until the newest revision has shown what it is: true once one of its containers has failed twice, or could not be
 * created; false once it is complete, or one of its pods is ready, or nothing has come of it in time.
 */
export async function revisionFails(stage: Stage): Promise<boolean> {
  const { deployment, events } = stage;
  const started = events.findLast(({ type }) => type === 'rollout-started');
  const from = started?.at ?? 0;
  const revision = started?.type === 'rollout-started' ? started.revision : 0;
  const pods = () => livingPods(stage).filter((pod) => pod.revision === revision);
  const failed = () =>
    pods().some(({ name }) => {
      const own = events.filter((event) => event.at >= from && 'pod' in event && event.pod === name);
      const exits = own.filter((event) => event.type === 'container-exited' && event.exitCode !== 0);
      return exits.length >= FAILURES || own.some(({ type }) => type === 'container-waiting');
    });
  const stands = () => deployment.state === 'complete' || pods().some(({ status }) => status.ready);
  await stage.until(() => failed() || stands(), FAILURE_MS);
  return failed();
}

/**
 * Why a new template replaces no pod by itself; undefined where it does. Under OnDelete somebody has to delete each pod
 * (pkg/controller/statefulset), and `kubectl rollout status` knows no end of such an update either.
 */
export function unreplacedReason({ workload }: Stage): string | undefined {
  return strategyOf(workload) === 'OnDelete'
    ? 'the update strategy OnDelete replaces no pod until somebody deletes it'
    : undefined;
}
