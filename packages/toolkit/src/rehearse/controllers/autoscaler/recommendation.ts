/** A pod as the autoscaler sees it. */
export interface MeasuredPod {
  readonly ready: boolean;
  /** CPU in use, in percent of what the pod requests; undefined: not measured yet. */
  readonly utilisation: number | undefined;
}

/** A recommendation within this part of the target is none (--horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 0.1;

/**
 * How many replicas would bring the mean utilisation to the target (pkg/controller/podautoscaler/replica_calculator.go
 * GetResourceReplicas). Pods that are not measured count as using all that they request when the number would go down, and
 * nothing when it would go up; pods that are not ready use nothing when it would go up.
 *
 * @param target percent of the request
 */
export function recommendedReplicas(current: number, pods: readonly MeasuredPod[], target: number): number {
  const ready = pods.filter(isMeasured).filter((pod) => pod.ready);
  if (ready.length === 0) return current;
  const ratio = mean(ready.map(({ utilisation }) => utilisation)) / target;
  const unready = pods.filter((pod) => !pod.ready);
  const missing = pods.filter((pod) => pod.ready && !isMeasured(pod));
  const countsUnready = unready.length > 0 && ratio > 1;
  if (!countsUnready && missing.length === 0)
    return isTolerated(ratio) ? current : Math.ceil(ratio * ready.length - 1e-9);
  const assumed = [
    ...ready.map(({ utilisation }) => utilisation),
    ...missing.map(() => (ratio < 1 ? Math.max(100, target) : 0)),
    ...(countsUnready ? unready.map(() => 0) : []),
  ];
  const newRatio = mean(assumed) / target;
  const turned = (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1);
  if (isTolerated(newRatio) || turned) return current;
  const replicas = Math.ceil(newRatio * assumed.length - 1e-9);
  const isAgainst = (newRatio < 1 && replicas > current) || (newRatio > 1 && replicas < current);
  return isAgainst ? current : replicas;
}

function isMeasured(pod: MeasuredPod): pod is MeasuredPod & { readonly utilisation: number } {
  return pod.utilisation !== undefined;
}

function isTolerated(ratio: number): boolean {
  return 1 - TOLERANCE <= ratio && ratio <= 1 + TOLERANCE;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
