/** The value of nearest rank, which is one of those given; undefined if there is none. */
export function percentile(sorted: Float64Array, part: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
