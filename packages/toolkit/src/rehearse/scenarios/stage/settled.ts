import { livingPods } from './pods.ts';
import type { Stage } from './stage.ts';

/** What a start may take at most before a scenario gives up waiting, in milliseconds; the slowest services take a minute. */
const START_MS = 90_000;

/** The kubelet is up to this much later than the grace period says, in milliseconds: its lag, and 2 s at least after the signal. */
const KUBELET_MS = 5000;

/** The kubelet looks at its containers once a second, and starts an ended one anew before that shows in its pod's status, in milliseconds. */
const NOTICED_MS = 2000;

/**
 * Waits until the deployment is complete with every pod ready, and the pods that were deleted are gone; the end of every
 * scenario. False when that does not come about.
 */
export async function settled(stage: Stage): Promise<boolean> {
  const { deployment, workload } = stage;
  await noticed(stage);
  const graceMs = (workload.template.spec.terminationGracePeriodSeconds ?? 30) * 1000 + KUBELET_MS;
  const isComplete = await stage.complete(START_MS + graceMs);
  const areReady = () => livingPods(stage).every(({ status }) => status.ready);
  const isReady = await stage.until(areReady, START_MS);
  const areGone = () => deployment.pods.length === livingPods(stage).length;
  return (await stage.until(areGone, graceMs)) && isComplete && isReady;
}

/** Waits until the status of the pods tells of containers that have just ended: till then they are as ready as before. */
async function noticed(stage: Stage): Promise<void> {
  const { clock, events, signal } = stage;
  const living = new Set(livingPods(stage).map(({ name }) => name));
  const ended = events.findLast((event) => event.type === 'container-exited' && living.has(event.pod));
  const restMs = (ended?.at ?? -Infinity) + NOTICED_MS - clock.now();
  if (restMs > 0) await clock.sleep(restMs, signal);
}
