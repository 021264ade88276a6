import type { Pod } from '../kubelet/index.ts';
import type { Stage } from './scenario.ts';

/** Until the kubelet has noticed an exit and started the container again, in milliseconds; the second time it waits 10 s. */
const RESTART_MS = 30_000;

/**
 * Sends a signal to PID 1 of a pod as a fault would, and waits until its container has been started again. False where the
 * pod has no process, or the signal does not end it.
 */
export async function strike(stage: Stage, pod: Pod, signal: NodeJS.Signals): Promise<boolean> {
  const process = stage.process(pod);
  if (process === undefined) return false;
  let over = false;
  stage.measured('struck', signal, pod.name);
  process.signal(signal);
  process.exited.then(
    () => (over = true),
    () => (over = true),
  );
  const isAgain = () => over && stage.process(pod) !== undefined && stage.process(pod) !== process;
  return stage.until(isAgain, RESTART_MS);
}
