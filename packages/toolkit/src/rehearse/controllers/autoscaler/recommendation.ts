/** A pod as the autoscaler sees it. */
export interface MeasuredPod {
  readonly ready: boolean;
  /** One of its containers was never started, or an init container is still to succeed: the phase is Pending. */
  readonly pending: boolean;
  /** CPU in use, in percent of what the pod requests; undefined: not measured yet. */
  readonly utilisation: number | undefined;
}

/** A recommendation within this part of the target is none (--horizontal-pod-autoscaler-tolerance). */
export const TOLERANCE = 0.1;

/**
 * How many replicas would bring the mean utilisation to the target (pkg/controller/podautoscaler/replica_calculator.go
 * GetResourceReplicas). Pods that are not measured count as using all that they request when the number would go down, as
 * using nothing when it would go up, and not at all when it would stay; pods that are pending, or measured and not ready, use
 * nothing when it would go up, and do not count otherwise (groupPods).
 *
 * @param target percent of the request
 * @param tolerances by how large a part of it the mean may be above and below. Default: 0.1 each
 * @returns undefined where no pod is both ready and measured
 */
export function recommendedReplicas(
  current: number,
  pods: readonly MeasuredPod[],
  target: number,
  tolerances = { up: TOLERANCE, down: TOLERANCE },
): number | undefined {
  const isTolerated = (ratio: number) => 1 - tolerances.down <= ratio && ratio <= 1 + tolerances.up;
  const used = readyUtilisations(pods);
  if (used.length === 0) return undefined;
  const ratio = meanUtilisation(used) / target;
  const missing = pods.filter(({ pending, utilisation }) => !pending && utilisation === undefined);
  const unready = pods.filter((pod) => !pod.ready && !missing.includes(pod));
  const countsUnready = unready.length > 0 && ratio > 1;
  if (!countsUnready && missing.length === 0)
    return isTolerated(ratio) ? current : Math.ceil(ratio * used.length);
  const assumed = [
    ...used,
    ...(ratio === 1 ? [] : missing.map(() => (ratio < 1 ? Math.max(100, target) : 0))),
    ...(countsUnready ? unready.map(() => 0) : []),
  ];
  const newRatio = meanUtilisation(assumed) / target;
  const turned = (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1);
  if (isTolerated(newRatio) || turned) return current;
  const replicas = Math.ceil(newRatio * assumed.length);
  const isAgainst = (newRatio < 1 && replicas > current) || (newRatio > 1 && replicas < current);
  return isAgainst ? current : replicas;
}

/** Of the pods that are ready and measured. */
export function readyUtilisations(pods: readonly MeasuredPod[]): number[] {
  return pods.flatMap(({ ready, utilisation }) => (ready ? (utilisation ?? []) : []));
}

/** In whole percent, rounded down (podautoscaler/metrics/utilization.go GetResourceUtilizationRatio). NaN of none. */
export function meanUtilisation(utilisations: readonly number[]): number {
  const mean = utilisations.reduce((sum, value) => sum + value, 0) / utilisations.length;
  // Kubernetes divides whole millicores, where no 80 % turns up as 79.999….
  return Math.floor(mean + 1e-9);
}
