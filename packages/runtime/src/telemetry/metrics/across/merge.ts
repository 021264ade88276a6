import { addPoints } from '../add-points.ts';
import { isHistogram, joinedBy, type Across, type Family, type Point } from '../family.ts';
import { LabelSet } from '../label-set.ts';
import { overflowOf, SERIES_LIMIT } from '../series-limit.ts';

/** Whose a family is: the number of a process, `primary`, or `ended` for the totals of those that are no more. */
type Owner = number | 'primary' | 'ended';

/**
 * Merges the figures of several processes into those of one service, metric by metric as {@link Across} says.
 *
 * @param primary figures of the process that started the others
 * @param others figures of the others, by number
 * @param ended what those that are no more have counted, so that no counter ever falls
 */
export function mergeProcesses(
  primary: readonly Family[],
  others: ReadonlyMap<number, readonly Family[]>,
  ended: readonly Family[] = [],
): Family[] {
  const merged = new Map<string, { first: Family; readonly points: Map<string, Point> }>();
  const add = (owner: Owner, families: readonly Family[]) => {
    for (const family of families) {
      const across = acrossOf(family);
      if (across === 'primary' && owner !== 'primary') continue;
      const entry = merged.get(family.name) ?? { first: family, points: new Map<string, Point>() };
      merged.set(family.name, entry);
      if (entry.first.type !== family.type) continue;
      entry.first = joinedBy(entry.first, family);
      for (const point of family.points) addPoint(entry.points, across, owned(point, across, owner));
    }
  };
  add('primary', primary);
  for (const [number, families] of others) add(number, families);
  add('ended', ended);
  return Array.from(merged.values(), ({ first, points }) => ({ ...first, points: [...points.values()] }));
}

/**
 * What only ever grows of the figures of a process that has ended, added to `before`: at most `limit` series of each metric, however
 * many processes have come and gone. What finds no place shares the overflow series.
 */
export function totalsOf(
  before: readonly Family[],
  last: readonly Family[],
  limit: number = SERIES_LIMIT,
): Family[] {
  const growing = last.filter(
    (family) => (family.type === 'counter' || family.type === 'histogram') && acrossOf(family) === 'sum',
  );
  const both = new Map([before, growing].entries());
  return mergeProcesses([], both).map((family) => bounded(family, limit));
}

function bounded(family: Family, limit: number): Family {
  if (family.points.length <= limit) return family;
  const points = new Map<string, Point>();
  for (const point of family.points) {
    const isKept = points.size < limit - 1 || points.has(point.labels.text);
    addPoint(points, 'sum', isKept ? point : { ...point, labels: overflowOf(point.labels) });
  }
  return { ...family, points: [...points.values()] };
}

function acrossOf({ across, type }: Family): Across {
  return across ?? (type === 'stateset' || type === 'info' ? 'primary' : 'sum');
}

function owned(point: Point, across: Across, owner: Owner): Point {
  if (across !== 'apart' || typeof owner !== 'number') return point;
  const labels = new LabelSet({ ...point.labels.attributes, 'seaworthy.process': String(owner) });
  return { ...point, labels };
}

function addPoint(points: Map<string, Point>, across: Across, point: Point): void {
  const key = point.labels.text;
  const known = points.get(key);
  points.set(key, known === undefined ? point : combine(known, point, across));
}

function combine(a: Point, b: Point, across: Across): Point {
  if (isHistogram(a) || isHistogram(b)) return addPoints(a, b);
  if (across === 'max') return { ...a, value: Math.max(a.value, b.value) };
  if (across === 'min') return { ...a, value: Math.min(a.value, b.value) };
  return addPoints(a, b);
}
