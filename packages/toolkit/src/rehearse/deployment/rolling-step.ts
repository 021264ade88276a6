/** A ReplicaSet as the Deployment counts it. */
export interface Counted {
  readonly revision: number;
  /** `spec.replicas`: what was asked for. Pods that terminate are not counted anywhere. */
  readonly desired: number;
  readonly available: number;
}

/** What a rolling update decides from. */
export interface RollingState {
  readonly replicas: number;
  readonly surge: number;
  readonly unavailable: number;
  readonly current: Counted;
  /** Oldest first, by when they were made (rolling.go sorts ReplicaSetsByCreationTimestamp). */
  readonly old: readonly Counted[];
}

/** A new `spec.replicas`. */
export interface Scaling {
  readonly revision: number;
  readonly desired: number;
}

/**
 * One sync of a rolling update (pkg/controller/deployment/rolling.go rolloutRolling): either the new ReplicaSet is scaled,
 * or the old ones are. Nothing to scale: nothing is returned.
 */
export function rollingStep(state: RollingState): Scaling[] {
  const grown = newReplicas(state);
  if (grown !== state.current.desired) return [{ revision: state.current.revision, desired: grown }];
  return shrinkOld(state);
}

/** As many as fit under `replicas + surge`, counting what was asked for (deployment_util.go NewRSNewReplicas). */
function newReplicas({ replicas, surge, current, old }: RollingState): number {
  if (current.desired >= replicas) return replicas;
  const room = replicas + surge - total([current, ...old], 'desired');
  return current.desired + Math.max(0, Math.min(room, replicas - current.desired));
}

/** First those that are not available anyway, then as many as availability allows; oldest set first. */
function shrinkOld({ replicas, unavailable, current, old }: RollingState): Scaling[] {
  const minAvailable = replicas - unavailable;
  const missing = current.desired - current.available;
  const maxScaledDown = total([current, ...old], 'desired') - minAvailable - missing;
  if (maxScaledDown <= 0) return [];
  const afterCleanup = takeFrom(old, maxScaledDown, ({ desired, available }) => desired - available);
  const spare = total([current, ...old], 'available') - minAvailable;
  const shrunk = takeFrom(afterCleanup, Math.max(0, spare), ({ desired }) => desired);
  return shrunk
    .filter(({ desired }, index) => desired !== old[index]?.desired)
    .map(({ revision, desired }) => ({ revision, desired }));
}

/** Takes up to `limit` replicas, from each set what `from` allows. */
function takeFrom(sets: readonly Counted[], limit: number, from: (set: Counted) => number): Counted[] {
  let left = limit;
  return sets.map((set) => {
    const taken = Math.max(0, Math.min(left, from(set)));
    left -= taken;
    return { ...set, desired: set.desired - taken };
  });
}

function total(sets: readonly Counted[], field: 'desired' | 'available'): number {
  return sets.reduce((sum, set) => sum + set[field], 0);
}
