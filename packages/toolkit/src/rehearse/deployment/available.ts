import { isTerminal, type Pod } from '../kubelet/index.ts';

/** When a pod becomes available, in the clock's milliseconds: ready for minReadySeconds. Infinity while it is not ready. */
export function availableAt({ status }: Pod, minReadySeconds: number): number {
  return status.ready ? status.readySince + minReadySeconds * 1000 : Infinity;
}

/** Whether a controller counts it: it is neither over nor deleted (controller_utils.go IsPodActive). */
export function isActive({ status }: Pod): boolean {
  return !isTerminal(status.phase) && status.deletedAt === undefined;
}
