/** An integer, or a percentage of `total` rounded up, as disruption budgets count it (apimachinery pkg/util/intstr). */
export function podsOf(value: number | string, total: number): number {
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? Number(value) : Math.ceil((Number(percent) * total) / 100);
}
