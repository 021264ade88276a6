import { isHistogram, type HistogramPoint, type Point } from './family.ts';

/** The sum of two values of one series. Where they can't be added, being of two kinds or of other bounds, the first stands. */
export function addPoints(a: Point, b: Point): Point {
  if (isHistogram(a) || isHistogram(b)) return isHistogram(a) && isHistogram(b) ? addHistograms(a, b) : a;
  return { ...a, value: a.value + b.value };
}

function addHistograms(a: HistogramPoint, b: HistogramPoint): HistogramPoint {
  const same = a.bounds.length === b.bounds.length && a.bounds.every((bound, at) => bound === b.bounds[at]);
  if (!same) return a;
  return {
    ...a,
    counts: Array.from(a.counts, (count, at) => count + (b.counts[at] ?? 0)),
    sum: a.sum + b.sum,
    exemplars: Array.from(a.counts, (_, at) => a.exemplars?.[at] ?? b.exemplars?.[at]),
  };
}
