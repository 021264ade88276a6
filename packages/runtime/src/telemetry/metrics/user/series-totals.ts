import { addPoints } from '../add-points.ts';
import { isHistogram, type Family, type Point } from '../family.ts';
import { overflowOf } from '../series-limit.ts';

/**
 * What a value says: what was `added` since the collection before; the `total` that a callback tells of an observable counter; or
 * what is so `now`, as the callback of an observable gauge or up-down counter tells it.
 */
export type Meaning = 'added' | 'total' | 'now';

/** What one instrument measured since the collection before. */
export interface Delta {
  readonly family: Family;
  readonly meaning: Meaning;
}

interface Totals {
  readonly delta: Delta;
  readonly points: Map<string, Point>;
  /** The totals that a callback told last, by attributes. */
  readonly told: Map<string, number>;
}

/**
 * Adds up what the instruments measure from one collection to the next: at most `limit` series for each instrument, however
 * long the process lives. What finds no place shares the overflow series (OpenTelemetry specification, metrics/sdk.md,
 * Cardinality limits). The SDK's own totals have no such bound: there it holds for what comes between two collections.
 *
 * A value that is no number, or without end, adds nothing: the sum would never be a number again.
 */
export class SeriesTotals {
  readonly #limit: number;
  readonly #instruments = new Map<string, Totals>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The totals since the start, and the latest values of gauges; of what is told as it is now, the series that a callback told this
   * time, and no others (OpenTelemetry specification, metrics/api.md, Asynchronous Instrument creation).
   */
  add(deltas: readonly Delta[]): Family[] {
    for (const { delta, points } of this.#instruments.values()) if (delta.meaning === 'now') points.clear();
    for (const delta of deltas) this.#addOne(delta);
    return Array.from(this.#instruments.values(), ({ delta: { family }, points }) => ({
      ...family,
      points: [...points.values()],
    })).filter(({ points }) => points.length > 0);
  }

  #addOne(delta: Delta): void {
    const { name, type, scope, points } = delta.family;
    const key = JSON.stringify([scope?.name, scope?.version, name, type, delta.meaning]);
    const totals = this.#instruments.get(key) ?? { delta, points: new Map(), told: new Map() };
    this.#instruments.set(key, totals);
    for (const point of points) this.#addPoint(totals, point);
  }

  #addPoint({ delta, points, told }: Totals, point: Point): void {
    const isLatest = delta.family.across === 'apart';
    if (!isLatest && !Number.isFinite(isHistogram(point) ? point.sum : point.value)) return;
    const full = points.size >= this.#limit - 1 && !points.has(point.labels.text);
    const labels = full ? overflowOf(point.labels) : point.labels;
    const added = delta.meaning === 'total' ? sinceTold(told, point) : point;
    const before = isLatest ? undefined : points.get(labels.text);
    points.set(labels.text, before === undefined ? { ...added, labels } : addPoints(before, added));
  }
}

/** What has been counted since a callback told its total last. One that falls began anew, as that of a component that was replaced. */
function sinceTold(told: Map<string, number>, point: Point): Point {
  if (isHistogram(point)) return point;
  const key = JSON.stringify(point.labels.attributes);
  const before = told.get(key) ?? 0;
  told.set(key, point.value);
  return { ...point, value: point.value < before ? point.value : point.value - before };
}
