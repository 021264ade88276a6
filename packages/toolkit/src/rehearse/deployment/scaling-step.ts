import type { Scaling } from './rolling-step.ts';

/** A ReplicaSet with replicas, and what its annotations say (deployment_util.go SetReplicasAnnotations). */
export interface AnnotatedSet {
  readonly revision: number;
  /** `spec.replicas` of it. */
  readonly desired: number;
  /** `replicas + surge` of the Deployment when the set was last scaled. */
  readonly maxReplicas: number;
}

/** What a scaling decides from. */
export interface ScalingState {
  readonly replicas: number;
  readonly surge: number;
  /** Those that have replicas, oldest first. */
  readonly sets: readonly AnnotatedSet[];
}

/**
 * One sync after `spec.replicas` has changed (pkg/controller/deployment/sync.go scale): a set that is alone takes the whole
 * number, so that what is not complete is not waited for; several sets share the change in proportion to their sizes, so
 * that a rollout that goes wrong does not get all new pods. What rounding leaves over goes to the largest one.
 *
 * @returns each set with its number
 */
export function scalingStep({ replicas, surge, sets }: ScalingState): Scaling[] {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return [{ revision: only.revision, desired: replicas }];
  const allowed = replicas === 0 ? 0 : replicas + surge;
  const toAdd = allowed - sets.reduce((sum, { desired }) => sum + desired, 0);
  let left = toAdd;
  const scaled = largestFirst(sets, toAdd > 0).map((set) => {
    const share = Math.round((set.desired * allowed) / set.maxReplicas) - set.desired;
    const part = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    left -= part;
    return { revision: set.revision, desired: set.desired + part };
  });
  const [largest] = scaled;
  if (largest !== undefined) largest.desired = Math.max(0, largest.desired + left);
  return scaled;
}

/** Of sets of one size the newer one grows first, and the older one shrinks first. */
function largestFirst(sets: readonly AnnotatedSet[], newerFirst: boolean): AnnotatedSet[] {
  return (newerFirst ? sets.toReversed() : sets).toSorted((a, b) => b.desired - a.desired);
}
