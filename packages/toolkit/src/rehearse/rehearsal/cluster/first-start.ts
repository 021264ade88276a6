import type { Clock } from '../../clock.ts';
import type { Recorder } from '../observation/recorder.ts';
import type { Cluster } from './cluster.ts';
import { crashLoops } from './crash-loop.ts';

/** How long the workload may take until it is complete for the first time, in milliseconds; one that crashes again and again is given up before. */
const START_MS = 120_000;
/** How long proxies may take until they have seen the first endpoints: longer than any profile's longest delay. */
const PROPAGATION_MS = 15_000;

/**
 * Waits until a workload is complete for the first time, or its start has come to nothing, and then until each proxy knows the pods
 * that are ready: a client that comes sooner would find no endpoint, or not all of them.
 *
 * @returns whether it is complete
 * @throws the signal's reason once it aborts
 */
export async function firstStart(
  cluster: Cluster,
  recorder: Recorder,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const { controller } = cluster;
  const isComplete = () => controller.state === 'complete';
  const isLooping = crashLoops(recorder.events, clock.now());
  await recorder.until(() => isComplete() || isLooping(controller.pods), START_MS, signal);
  const hasBegun = isComplete();
  await recorder.until(() => isSeen(cluster), PROPAGATION_MS, signal);
  return hasBegun;
}

/** Whether each proxy knows every pod that is ready. */
function isSeen({ controller, views }: Cluster): boolean {
  const ready = controller.pods.filter(({ status }) => status.ready).length;
  return views.every(({ endpoints }) => endpoints.filter((endpoint) => endpoint.ready).length >= ready);
}
