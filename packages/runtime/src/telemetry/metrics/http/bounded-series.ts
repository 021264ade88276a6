import { metricDefinitions, type MetricName } from '../definitions/index.ts';
import { DurationHistogram } from '../duration-histogram.ts';
import type { Family } from '../family.ts';
import { LabelSet, type Attributes } from '../label-set.ts';
import { family } from '../sources/source.ts';

/**
 * The series of one histogram, at most `limit` of them: once all but one are taken, new label sets share the overflow
 * series (OpenTelemetry specification, metrics/sdk.md, Cardinality limits).
 */
export class BoundedSeries {
  readonly #name: MetricName;
  readonly #limit: number;
  readonly #series: DurationHistogram[] = [];
  #overflow: DurationHistogram | undefined;

  constructor(name: MetricName, limit: number) {
    this.#name = name;
    this.#limit = limit;
  }

  /** Whether new label sets go to {@link overflow}. */
  get full(): boolean {
    return this.#series.length >= this.#limit - 1;
  }

  /** The one series for all that finds no place. */
  get overflow(): DurationHistogram {
    this.#overflow ??= this.#create({ 'otel.metric.overflow': true });
    return this.#overflow;
  }

  /** A new series. The caller has seen that there is room, and keeps it. */
  add(attributes: Attributes): DurationHistogram {
    const series = this.#create(attributes);
    this.#series.push(series);
    return series;
  }

  /** All series as they stand. */
  family(): Family {
    const series = this.#overflow === undefined ? this.#series : [...this.#series, this.#overflow];
    return family(
      this.#name,
      series.map((one) => one.point()),
    );
  }

  #create(attributes: Attributes): DurationHistogram {
    return new DurationHistogram(new LabelSet(attributes), metricDefinitions[this.#name].bounds ?? []);
  }
}
