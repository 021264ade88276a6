import type { RequestOutcome } from '../../../log/index.ts';
import type { DurationHistogram } from '../duration-histogram.ts';
import type { Family } from '../family.ts';
import { LabelSet } from '../label-set.ts';
import { family, type MetricSource } from '../sources/source.ts';
import { BoundedSeries } from './bounded-series.ts';
import { methodCount, methodIndex, methodName } from '../../http-method.ts';

/** Status codes have three digits (RFC 9110, 15). */
const STATUS_SPACE = 1000;

/** `url.scheme`: TLS ends before the pod. */
const SCHEME = 'http';

/** The span of a request whose trace is sampled. */
export interface SampledSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since the Unix epoch. */
  readonly endTime: number;
}

/**
 * Rate, errors, duration and requests in flight of the HTTP server. Written for the hot path: a request like
 * the last costs a few comparisons and two additions, another two look-ups in small maps; neither builds a string.
 */
export class HttpServerMetrics implements MetricSource {
  readonly name = 'http server';
  readonly #series: BoundedSeries;
  readonly #routes = new Map<string, Map<number, DurationHistogram>>();
  readonly #active = new Float64Array(methodCount);
  readonly #seen = new Uint8Array(methodCount);
  // Most requests belong to the series of the last.
  #lastRoute: string | undefined = undefined;
  #lastKey = -1;
  #last: DurationHistogram | undefined = undefined;

  /** @param seriesLimit the most series of the histogram */
  constructor(seriesLimit: number) {
    this.#series = new BoundedSeries('http_server_request_duration_seconds', seriesLimit);
  }

  /** A request has begun. Each call needs its {@link ended}. */
  started(method: string): void {
    const index = methodIndex(method);
    this.#active[index] = (this.#active[index] ?? 0) + 1;
    this.#seen[index] = 1;
  }

  /** A request has ended, whether answered or not. */
  ended(method: string): void {
    const index = methodIndex(method);
    this.#active[index] = (this.#active[index] ?? 0) - 1;
  }

  /**
   * Records one request.
   *
   * @param route the route's pattern, never the raw path; undefined when none matched
   * @param status the response's status code; 0 when there was no response
   * @param span given only when the trace is sampled, so that an exemplar leads somewhere
   */
  record(
    method: string,
    route: string | undefined,
    status: number,
    outcome: RequestOutcome,
    seconds: number,
    span?: SampledSpan,
  ): void {
    // One number for all but the route, so that no string is built.
    const key = (outcomeIndex(outcome) * methodCount + methodIndex(method)) * STATUS_SPACE + status;
    const series = this.#seriesOf(route, key, outcome);
    const bucket = series.observe(seconds);
    if (span !== undefined) series.exemplify(bucket, seconds, span.traceId, span.spanId, span.endTime);
  }

  collect(): Family[] {
    const active = Array.from(this.#active, (value, index) => ({
      labels: new LabelSet({ 'http.request.method': methodName(index), 'url.scheme': SCHEME }),
      value,
    })).filter((_, index) => this.#seen[index] === 1);
    return [this.#series.family(), family('http_server_active_requests', active)];
  }

  #seriesOf(route: string | undefined, key: number, outcome: RequestOutcome): DurationHistogram {
    if (this.#last !== undefined && key === this.#lastKey && route === this.#lastRoute) return this.#last;
    const path = route ?? '';
    const series = this.#routes.get(path)?.get(key) ?? this.#add(path, key, outcome);
    this.#lastRoute = route;
    this.#lastKey = key;
    this.#last = series;
    return series;
  }

  #add(route: string, key: number, outcome: RequestOutcome): DurationHistogram {
    // What overflows is not remembered: raw paths given as routes must not fill the map either.
    if (this.#series.full) return this.#series.overflow;
    const status = key % STATUS_SPACE;
    const method = methodName(Math.floor(key / STATUS_SPACE) % methodCount);
    const error = outcome === 'completed' ? status >= 500 && String(status) : outcome;
    const series = this.#series.add({
      'http.request.method': method,
      'url.scheme': SCHEME,
      ...(route !== '' && { 'http.route': route }),
      ...(status > 0 && { 'http.response.status_code': status }),
      ...(error !== false && { 'error.type': error }),
    });
    const byKey = this.#routes.get(route) ?? new Map<number, DurationHistogram>();
    this.#routes.set(route, byKey.set(key, series));
    return series;
  }
}

function outcomeIndex(outcome: RequestOutcome): number {
  return outcome === 'completed' ? 0 : outcome === 'aborted' ? 1 : 2;
}
