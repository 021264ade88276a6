import { livingPods } from './pods.ts';
import type { Stage } from './stage.ts';

/** What a start may take at most before a scenario gives up waiting, in milliseconds; the slowest services take a minute. */
const START_MS = 90_000;

/** The kubelet is up to this much later than the grace period says, in milliseconds: its lag, and 2 s at least after the signal. */
const KUBELET_MS = 5000;

/**
 * Waits until the deployment is complete with every pod ready, and the pods that were deleted are gone; the end of every
 * scenario. False when that does not come about.
 */
export async function settled(stage: Stage): Promise<boolean> {
  const { deployment, workload } = stage;
  const graceMs = (workload.template.spec.terminationGracePeriodSeconds ?? 30) * 1000 + KUBELET_MS;
  const isComplete = await stage.complete(START_MS + graceMs);
  const areReady = () => livingPods(stage).every(({ status }) => status.ready);
  const isReady = await stage.until(areReady, START_MS);
  const areGone = () => deployment.pods.length === livingPods(stage).length;
  return (await stage.until(areGone, graceMs)) && isComplete && isReady;
}
