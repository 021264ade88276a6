/** A median with the range around it. NaN is a figure that could not be measured: everything here leaves it out. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value, or the mean of the two middle ones. NaN for no values. */
export function median(values: readonly number[]): number {
  const ordered = sorted(values);
  const middle = ordered.length / 2;
  const upper = ordered[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((ordered[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** The arithmetic mean. NaN for no values. */
export function mean(values: readonly number[]): number {
  const measured = sorted(values);
  return measured.reduce((sum, value) => sum + value, 0) / measured.length;
}

/** Median, minimum and maximum. */
export function spread(values: readonly number[]): Spread {
  const measured = sorted(values);
  return { median: median(measured), min: Math.min(...measured), max: Math.max(...measured) };
}

/** The median and the quartiles, as people read them: `1.01 (quartiles 0.99–1.03)`. */
export function middleText(values: readonly number[], digits: number): string {
  const [low, high] = [0.25, 0.75].map((part) => percentile(values, part).toFixed(digits));
  return `${median(values).toFixed(digits)} (quartiles ${low}–${high})`;
}

/** The value that the given part (0–1) of the values does not exceed, by nearest rank. NaN for no values. */
export function percentile(values: readonly number[], part: number): number {
  const ordered = sorted(values);
  return ordered[Math.max(0, Math.ceil(part * ordered.length) - 1)] ?? Number.NaN;
}

function sorted(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
}
