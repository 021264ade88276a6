import type { LabelSet } from './label-set.ts';

/** What a metric measures over time, as OpenMetrics 1.0 names it. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'stateset' | 'info';

/**
 * What one figure for several processes is made of: their sum, the largest, the smallest, that of the primary process
 * alone, or none, so that each keeps its own under the label `seaworthy_process`.
 */
export type Across = 'sum' | 'max' | 'min' | 'primary' | 'apart';

/** A metric at one moment: what it is, and one point for each label set. */
export interface Family {
  /** The name in Prometheus, with its unit, and with `_total` or `_info` where the type asks for it. */
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** The base unit that the name carries, such as `seconds`. */
  readonly unit?: string;
  /** Name and unit (UCUM) in OpenTelemetry, where they differ from Prometheus'. */
  readonly otel?: OtelIdentity;
  /** Default: the runtime. */
  readonly scope?: MetricScope | undefined;
  /** Default: the sum, and `primary` of a state set or info. */
  readonly across?: Across;
  readonly points: readonly Point[];
}

/** The code that a metric was made by (OpenTelemetry, instrumentation scope). */
export interface MetricScope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** The label by which metrics of a library tell it in Prometheus, each of their points. Without it the family tells whose a point is. */
export const SCOPE_LABEL = 'otel.scope.name';

/** What OpenTelemetry calls a metric. */
export interface OtelIdentity {
  readonly name: string;
  readonly unit: string;
  /** Of a gauge: whether it is an UpDownCounter, whose values may be added up, and in OTLP a sum that may fall. Default false. */
  readonly additive?: boolean;
}

/** The value of one label set. */
export type Point = NumberPoint | HistogramPoint;

/** One number: a counter, a gauge, one state of a state set (1 or 0), an info (always 1). */
export interface NumberPoint {
  readonly labels: LabelSet;
  readonly value: number;
}

/** The distribution of one label set since start. */
export interface HistogramPoint {
  readonly labels: LabelSet;
  /** Inclusive upper bounds, ascending, without +Inf. */
  readonly bounds: readonly number[];
  /** Observations of each bucket by itself, not cumulative; one longer than `bounds`, the last being above all. */
  readonly counts: ArrayLike<number>;
  readonly sum: number;
  /** The latest sampled observation of each bucket. */
  readonly exemplars?: readonly (Exemplar | undefined)[];
}

/** One observation, with the trace that it belongs to. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
}

/** Whether a point is a distribution. */
export function isHistogram(point: Point): point is HistogramPoint {
  return 'bounds' in point;
}

/** How many observations a distribution holds. */
export function countOf({ counts }: HistogramPoint): number {
  let count = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) count += counts[bucket] ?? 0;
  return count;
}

/** What OpenMetrics calls it: counters and infos leave their suffix to the samples. */
export function familyNameOf({ name, type }: Pick<Family, 'name' | 'type'>): string {
  if (type === 'counter') return name.replace(/_total$/, '');
  if (type === 'info') return name.replace(/_info$/, '');
  return name;
}

/** `first` for the points of `next`, too. Those without {@link SCOPE_LABEL} are of one scope, which is that of the family then. */
export function joinedBy(first: Family, next: Family): Family {
  return !hasBarePoints(first) && hasBarePoints(next) ? { ...first, scope: next.scope } : first;
}

function hasBarePoints({ points }: Family): boolean {
  return points.some(({ labels }) => labels.attributes[SCOPE_LABEL] === undefined);
}
