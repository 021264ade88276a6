import type { Pod } from '../../kubelet/index.ts';
import { exitsOf } from './pods.ts';
import type { Stage } from './stage.ts';

/** A signal that ends a process does so within this, in milliseconds, core dump included. */
const DEATH_MS = 2000;

/** Until the kubelet has noticed an exit and started the container again, in milliseconds; the second time it waits 10 s. */
const RESTART_MS = 30_000;

/**
 * Sends a signal to PID 1 of a pod as a fault would, and waits until its container has been started again. False where the
 * pod has no process, or the signal does not end it.
 */
export async function strike(stage: Stage, pod: Pod, signal: NodeJS.Signals): Promise<boolean> {
  const process = stage.process(pod);
  if (process === undefined) return false;
  const before = exitsOf(stage, pod);
  stage.measured('struck', signal, pod.name);
  process.signal(signal);
  if (!(await stage.until(() => exitsOf(stage, pod) > before, DEATH_MS))) return false;
  const isAgain = () => ![undefined, process].includes(stage.process(pod));
  await stage.until(isAgain, RESTART_MS);
  return true;
}
