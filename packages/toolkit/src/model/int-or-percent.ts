/**
 * A number of pods, or a percentage of `total` as one (apimachinery pkg/util/intstr GetScaledValueFromIntOrPercent).
 *
 * @param round what becomes of a part of a pod. Default: up, as for disruption budgets
 */
export function podsOf(
  value: number | string,
  total: number,
  round: (exact: number) => number = Math.ceil,
): number {
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? Number(value) : round((Number(percent) * total) / 100);
}
