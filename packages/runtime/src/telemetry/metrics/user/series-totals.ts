import { addPoints } from '../add-points.ts';
import { SCOPE_LABEL, type Family, type Point } from '../family.ts';
import { LabelSet } from '../label-set.ts';

/** What one instrument measured since the collection before. */
export interface Delta {
  readonly family: Family;
  /**
   * Whether a callback told what is so now (an observable gauge or up-down counter): what it left out this time is there no more.
   * What an observable counter has counted stays, as of any counter: a component tells nothing any more once it is released.
   */
  readonly isOfNow: boolean;
}

interface Totals {
  readonly delta: Delta;
  readonly points: Map<string, Point>;
}

/**
 * Adds up what the instruments measure from one collection to the next: at most `limit` series for each instrument, however
 * long the process lives. What finds no place shares the overflow series (OpenTelemetry specification, metrics/sdk.md,
 * Cardinality limits). The SDK's own totals have no such bound: there it holds for what comes between two collections.
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
    const told = new Set(deltas.flatMap((delta) => this.#addOne(delta)));
    return Array.from(this.#instruments.values(), ({ delta: { family, isOfNow }, points }) => {
      const all = [...points.values()];
      return { ...family, points: isOfNow ? all.filter((point) => told.has(point)) : all };
    }).filter(({ points }) => points.length > 0);
  }

  /** The points as they are then. */
  #addOne(delta: Delta): Point[] {
    const { name, type, scope, points } = delta.family;
    const key = JSON.stringify([scope?.name, scope?.version, name, type, delta.isOfNow]);
    const totals = this.#instruments.get(key) ?? { delta, points: new Map<string, Point>() };
    this.#instruments.set(key, totals);
    return points.map((point) => this.#addPoint(totals, point));
  }

  #addPoint({ delta, points }: Totals, point: Point): Point {
    const labels = this.#placeFor(point.labels, points);
    const before = points.get(labels.text);
    const isLatest = before === undefined || delta.family.across === 'apart';
    const after = isLatest ? { ...point, labels } : addPoints(before, point);
    points.set(labels.text, after);
    return after;
  }

  #placeFor(labels: LabelSet, points: ReadonlyMap<string, Point>): LabelSet {
    if (points.size < this.#limit - 1 || points.has(labels.text)) return labels;
    const { [SCOPE_LABEL]: scope } = labels.attributes;
    return new LabelSet({
      ...(scope !== undefined && { [SCOPE_LABEL]: scope }),
      'otel.metric.overflow': true,
    });
  }
}
