import type { Pod } from '../../kubelet/index.ts';
import type { Stage } from './stage.ts';

/** The pods that are not on their way out, oldest first. */
export function livingPods({ deployment }: Pick<Stage, 'deployment'>): readonly Pod[] {
  return deployment.pods.filter(({ status }) => status.deletedAt === undefined && !status.removed);
}

/** Those of them that are ready. */
export function readyPods(stage: Pick<Stage, 'deployment'>): readonly Pod[] {
  return livingPods(stage).filter(({ status }) => status.ready);
}
