import type { Pod } from '../kubelet/index.ts';

const phaseRanks: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Pods in the order in which a ReplicaSet gives them up (pkg/controller/controller_utils.go ActivePods): Pending before
 * Running, not ready before ready, ready for a shorter time, more restarts, newer.
 */
export function byVictimOrder(pods: readonly Pod[]): Pod[] {
  return pods.toSorted((a, b) => {
    const [left, right] = [a.status, b.status];
    return (
      (phaseRanks[left.phase] ?? 0) - (phaseRanks[right.phase] ?? 0) ||
      Number(left.ready) - Number(right.ready) ||
      (left.ready ? right.readySince - left.readySince : 0) ||
      restarts(b) - restarts(a) ||
      b.createdAt - a.createdAt
    );
  });
}

function restarts({ status }: Pod): number {
  return Math.max(0, ...status.containers.map(({ restartCount }) => restartCount));
}
