import type { Exemplar, HistogramPoint } from './family.ts';
import type { LabelSet } from './label-set.ts';

/** A sampled observation, written over in place by the next. */
type Slot = { -readonly [Key in keyof Exemplar]: Exemplar[Key] };

/**
 * The distribution of one label set. Everything is allocated beforehand: an observation writes two numbers, and an
 * exemplar where its trace is sampled.
 */
export class DurationHistogram {
  readonly labels: LabelSet;
  readonly #bounds: readonly number[];
  /** 64-bit floats count exactly to 2^53, where 32-bit integers would wrap within days of heavy traffic. */
  readonly #counts: Float64Array;
  readonly #exemplars: (Slot | undefined)[];
  #sum = 0;

  constructor(labels: LabelSet, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
    this.#exemplars = Array.from({ length: bounds.length + 1 });
  }

  /** Counts one duration. @returns its bucket */
  observe(seconds: number): number {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
    return bucket;
  }

  /** Keeps an observation as the latest of its bucket. `timestamp` is in milliseconds since the Unix epoch. */
  exemplify(bucket: number, value: number, traceId: string, spanId: string, timestamp: number): void {
    const slot = this.#exemplars[bucket];
    if (slot === undefined) {
      this.#exemplars[bucket] = { traceId, spanId, value, timestamp };
      return;
    }
    slot.traceId = traceId;
    slot.spanId = spanId;
    slot.value = value;
    slot.timestamp = timestamp;
  }

  /** A copy of what was counted so far. */
  point(): HistogramPoint {
    return {
      labels: this.labels,
      bounds: this.#bounds,
      counts: this.#counts.slice(),
      sum: this.#sum,
      exemplars: this.#exemplars.map((slot) => slot && { ...slot }),
    };
  }
}
