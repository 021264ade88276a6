import type { Pod } from '../../kubelet/index.ts';
import type { Stage } from './stage.ts';

/** The pods that are not on their way out, oldest first. */
export function livingPods({ deployment }: Pick<Stage, 'deployment'>): readonly Pod[] {
  return deployment.pods.filter(({ status }) => status.deletedAt === undefined && !status.removed);
}

/** The ready pod whose containers have ended least often, the oldest of those: a second restart waits for 10 s (CrashLoopBackOff). */
export function leastRestarted(stage: Pick<Stage, 'deployment' | 'events'>): Pod | undefined {
  const exits = ({ name }: Pod) =>
    stage.events.filter((event) => event.type === 'container-exited' && event.pod === name).length;
  return readyPods(stage).toSorted((one, other) => exits(one) - exits(other))[0];
}

/** Those of them that are ready. */
export function readyPods(stage: Pick<Stage, 'deployment'>): readonly Pod[] {
  return livingPods(stage).filter(({ status }) => status.ready);
}
