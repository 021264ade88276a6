import type { Pod } from '../kubelet/index.ts';

const phaseRanks: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Pods in the order in which a ReplicaSet gives them up (pkg/controller/controller_utils.go ActivePods): Pending before
 * Running, not ready before ready, ready for a shorter time, more restarts of a main container, more of a sidecar, newer.
 */
export function byVictimOrder(pods: readonly Pod[]): Pod[] {
  return pods.toSorted((a, b) => {
    const [left, right] = [a.status, b.status];
    return (
      (phaseRanks[left.phase] ?? 0) - (phaseRanks[right.phase] ?? 0) ||
      Number(left.ready) - Number(right.ready) ||
      (left.ready ? right.readySince - left.readySince : 0) ||
      restarts(b, 'main') - restarts(a, 'main') ||
      restarts(b, 'sidecar') - restarts(a, 'sidecar') ||
      b.createdAt - a.createdAt
    );
  });
}

/** The most of one container. Those of init containers that end do not count. */
function restarts({ status }: Pod, role: 'main' | 'sidecar'): number {
  const own = status.containers.filter(({ spec }) => spec.role === role);
  return Math.max(0, ...own.map(({ restartCount }) => restartCount));
}
