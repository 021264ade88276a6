import type { Container, PodSpec } from '../object.ts';

/** The most of something at one time: each init container runs beside the sidecars before it, main ones beside all (component-helpers resource PodRequests). */
export function atOnce(
  { containers, initContainers = [] }: PodSpec,
  amountOf: (of: Container) => number,
): number {
  let sidecars = 0;
  let most = 0;
  for (const container of initContainers) {
    most = Math.max(most, sidecars + amountOf(container));
    if (container.restartPolicy === 'Always') sidecars += amountOf(container);
  }
  return Math.max(
    most,
    containers.reduce((sum, container) => sum + amountOf(container), sidecars),
  );
}
