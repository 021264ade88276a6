/** A median with the range around it. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value, or the mean of the two middle ones. NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Median, minimum and maximum. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The median and the quartiles, as people read them: `1.01 (quartiles 0.99–1.03)`. */
export function middleText(values: readonly number[], digits: number): string {
  const [low, high] = [0.25, 0.75].map((part) => percentile(values, part).toFixed(digits));
  return `${median(values).toFixed(digits)} (quartiles ${low}–${high})`;
}

/** The value that the given part (0–1) of the values does not exceed, by nearest rank. NaN for no values. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
