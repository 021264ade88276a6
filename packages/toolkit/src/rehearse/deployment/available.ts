import type { Pod } from '../kubelet/index.ts';

/** When a pod becomes available, in the clock's milliseconds: ready for minReadySeconds. Undefined while it is not ready. */
export function availableAt({ status }: Pod, minReadySeconds: number): number | undefined {
  return status.ready ? status.readySince + minReadySeconds * 1000 : undefined;
}

/** Whether a controller counts it: it is neither over nor deleted (controller_utils.go IsPodActive). */
export function isActive({ status }: Pod): boolean {
  return status.phase !== 'Succeeded' && status.phase !== 'Failed' && status.deletedAt === undefined;
}
