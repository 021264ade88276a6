import type { Clock } from '../../../clock.ts';
import type { DurationHistogram } from '../duration-histogram.ts';
import type { Family } from '../family.ts';
import type { MetricSource } from '../sources/source.ts';
import { BoundedSeries } from './bounded-series.ts';
import { knownMethod, methodIndex } from '../../http-method.ts';

/** How the client's metrics are bounded. */
export interface HttpClientMetricsOptions {
  readonly clock: Clock;
  /** The most series of the histogram. */
  readonly seriesLimit: number;
}

/** One outgoing request. */
export interface ClientRequest {
  readonly method: string;
  /** Host that was asked. */
  readonly address: string;
  readonly port: number;
  /** The response's status code; absent when there was none. */
  readonly status?: number;
  /** Why there was no response: the error's code (`ECONNREFUSED`) or name, never its message. */
  readonly error?: string;
  readonly seconds: number;
  /** Given with `spanId` only when the trace is sampled. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** Rate, errors and duration of what the service asks of others by HTTP. */
export class HttpClientMetrics implements MetricSource {
  readonly name = 'http client';
  readonly #clock: Clock;
  readonly #series: BoundedSeries;
  readonly #byKey = new Map<string, DurationHistogram>();

  constructor({ clock, seriesLimit }: HttpClientMetricsOptions) {
    this.#clock = clock;
    this.#series = new BoundedSeries('http_client_request_duration_seconds', seriesLimit);
  }

  /** Records one request. */
  record(request: ClientRequest): void {
    const { method, address, port, status, error, seconds, traceId, spanId } = request;
    // One string a request: beside the request itself, which goes through a socket, it does not count.
    const key = `${methodIndex(method)} ${status ?? error} ${port} ${address}`;
    const series = this.#byKey.get(key) ?? this.#add(key, request);
    const bucket = series.observe(seconds);
    if (traceId !== undefined && spanId !== undefined)
      series.exemplify(bucket, seconds, traceId, spanId, this.#clock.wallTime());
  }

  collect(): Family[] {
    return [this.#series.family()];
  }

  #add(key: string, { method, address, port, status, error }: ClientRequest): DurationHistogram {
    if (this.#series.full) return this.#series.overflow;
    const errorType = status !== undefined && status >= 400 ? String(status) : error;
    const series = this.#series.add({
      'http.request.method': knownMethod(method),
      'server.address': address,
      'server.port': port,
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(errorType !== undefined && { 'error.type': errorType }),
    });
    this.#byKey.set(key, series);
    return series;
  }
}
