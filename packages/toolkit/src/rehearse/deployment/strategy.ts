import { podsOf, type ObjectOf } from '../../model/index.ts';

/** The part of a Deployment's `spec` that decides on its rollouts, as the manifest has it. */
export type DeploymentSpec = Omit<NonNullable<ObjectOf<'Deployment'>['spec']>, 'selector' | 'template'>;

/** How a Deployment replaces its pods, with the defaults filled in and percentages turned into pods. */
export interface Strategy {
  readonly type: 'RollingUpdate' | 'Recreate';
  /** How many pods more than `replicas` a rolling update may ask for. */
  readonly surge: number;
  /** How many pods fewer than `replicas` may be available. */
  readonly unavailable: number;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
}

/**
 * Resolves a strategy for this many replicas: 25 % each by default, surge rounded up, unavailable rounded down, and 1
 * unavailable where both come to 0; never more than there are (pkg/controller/deployment/util ResolveFenceposts,
 * MaxUnavailable). Percentages are of what is asked for at the time, so that it is resolved anew at each sync.
 */
export function resolveStrategy(
  { strategy, minReadySeconds = 0, progressDeadlineSeconds = 600 }: DeploymentSpec,
  replicas: number,
): Strategy {
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const surge = podsOf(maxSurge, replicas, Math.ceil);
  const unavailable = podsOf(maxUnavailable, replicas, Math.floor);
  return {
    type: strategy?.type === 'Recreate' ? 'Recreate' : 'RollingUpdate',
    surge,
    unavailable: Math.min(surge === 0 && unavailable === 0 ? 1 : unavailable, replicas),
    minReadySeconds,
    progressDeadlineSeconds,
  };
}
