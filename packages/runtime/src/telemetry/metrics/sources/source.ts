import { metricDefinitions, type MetricName } from '../definitions/index.ts';
import type { Family, Point } from '../family.ts';
import { LabelSet } from '../label-set.ts';

/** Something that has figures to tell, asked at each scrape. */
export interface MetricSource {
  /** Unique name, for `seaworthy_metrics_collection_errors_total`. */
  readonly name: string;
  /** The figures of now. */
  collect(): readonly Family[] | Promise<readonly Family[]>;
  /** Ends what it listens to. */
  readonly stop?: () => void;
}

/** One of our metrics with these points. */
export function family(name: MetricName, points: readonly Point[]): Family {
  const { type, help, unit, otel, across } = metricDefinitions[name];
  return {
    name,
    type,
    help,
    points,
    ...(unit && { unit }),
    ...(otel && { otel }),
    ...(across && { across }),
  };
}

/** One of our metrics that has no labels. */
export function single(name: MetricName, value: number): Family {
  return family(name, [{ labels: LabelSet.none, value }]);
}

/** One of our metrics with one label, from a value for each of the label's. */
export function byLabel(
  name: MetricName,
  label: string,
  values: Iterable<readonly [string, number]>,
): Family {
  return family(
    name,
    Array.from(values, ([key, value]) => ({ labels: new LabelSet({ [label]: key }), value })),
  );
}
