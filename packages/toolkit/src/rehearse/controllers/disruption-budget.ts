import { podsOf, type ObjectOf } from '../../model/index.ts';
import type { Pod } from '../kubelet/index.ts';
import type { Controller } from './controller.ts';

type BudgetSpec = NonNullable<ObjectOf<'PodDisruptionBudget'>['spec']>;

/** How many pods a PodDisruptionBudget leaves to evictions (pkg/controller/disruption/disruption.go). Rolling updates ignore it. */
export class DisruptionBudget {
  readonly #spec: BudgetSpec;
  readonly #controller: Pick<Controller, 'pods' | 'replicas'>;

  constructor(spec: BudgetSpec, controller: Pick<Controller, 'pods' | 'replicas'>) {
    this.#spec = spec;
    this.#controller = controller;
  }

  /** Pods that are ready and not deleted. */
  get healthy(): number {
    return this.#controller.pods.filter(isHealthy).length;
  }

  /** How many have to be healthy: percentages are of the controller's replicas, and round up. */
  get desiredHealthy(): number {
    const { minAvailable, maxUnavailable } = this.#spec;
    const { replicas } = this.#controller;
    if (maxUnavailable !== undefined) return Math.max(0, replicas - podsOf(maxUnavailable, replicas));
    return minAvailable === undefined ? 0 : podsOf(minAvailable, replicas);
  }

  /**
   * Whether this pod may be evicted now; if not, the API answers 429. One that does not run yet, or is gone anyway, always
   * may; one that runs and is not ready may by `unhealthyPodEvictionPolicy` (pkg/registry/core/pod/storage/eviction.go). A
   * budget that states neither minimum nor maximum expects no pods, and then allows none to go (updatePdbStatus).
   */
  allows({ status }: Pod): boolean {
    const {
      unhealthyPodEvictionPolicy: policy = 'IfHealthyBudget',
      minAvailable,
      maxUnavailable,
    } = this.#spec;
    if (status.phase !== 'Running' || status.deletedAt !== undefined) return true;
    if (!status.ready) {
      if (policy === 'AlwaysAllow') return true;
      if (this.healthy >= this.desiredHealthy && this.desiredHealthy > 0) return true;
    }
    const statesOne = minAvailable !== undefined || maxUnavailable !== undefined;
    return statesOne && this.healthy > this.desiredHealthy;
  }
}

function isHealthy({ status }: Pod): boolean {
  return status.ready && status.deletedAt === undefined;
}
