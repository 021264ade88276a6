import type { Pod } from '../../kubelet/index.ts';
import type { Stage } from './stage.ts';

/** The pods that are not on their way out, oldest first. */
export function livingPods({ deployment }: Pick<Stage, 'deployment'>): readonly Pod[] {
  return deployment.pods.filter(({ status }) => status.deletedAt === undefined && !status.removed);
}

/** The ready pod whose containers have ended least often, the oldest of those: a second restart waits for 10 s (CrashLoopBackOff). */
export function leastRestarted(stage: Pick<Stage, 'deployment' | 'events'>): Pod | undefined {
  return readyPods(stage).toSorted((one, other) => exitsOf(stage, one) - exitsOf(stage, other))[0];
}

/** How often containers of a pod have ended so far. */
export function exitsOf({ events }: Pick<Stage, 'events'>, { name }: Pod): number {
  return events.filter((event) => event.type === 'container-exited' && event.pod === name).length;
}

/** Those of them that are ready. */
export function readyPods(stage: Pick<Stage, 'deployment'>): readonly Pod[] {
  return livingPods(stage).filter(({ status }) => status.ready);
}
