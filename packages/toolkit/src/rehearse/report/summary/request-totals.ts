import { fates, isLost, isStream, lagOf, type Fate, type RequestRecord } from '../../requests.ts';
import { StatusTally, type StatusCounts } from '../../statuses.ts';
import { durationsOf, type Durations } from './durations.ts';

/** What became of many requests. */
export interface RequestTotals {
  readonly sent: number;
  readonly lost: number;
  readonly lostPerMillion: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Whole answers by their status. */
  readonly statuses: StatusCounts;
  /**
   * From when requests were due to their answers; without streams, and without what was lost: where there is some, all requests
   * together took longer.
   */
  readonly latency: Durations;
  /** How late the load itself sent them. */
  readonly lag: Durations;
  /** So much of the latencies is the load's own lateness that they say little of the service. Not where there are none. */
  readonly lateLoad: boolean;
}

/** Less lag than this, in milliseconds, is what a timer and a turn of the event loop cost. */
const PUNCTUAL_MS = 10;
/** From this part of the latencies' 99th percentile on, they are the load's as much as the service's. */
const LATE_PART = 0.5;

/** Counts requests one by one, so that a million are gone through once. */
export class RequestTally {
  readonly #fates = Object.fromEntries(fates.map((fate) => [fate, 0])) as Record<Fate, number>;
  readonly #statuses = new StatusTally();
  readonly #latencies: number[] = [];
  readonly #lags: number[] = [];
  #sent = 0;
  #lost = 0;

  add(request: RequestRecord): void {
    this.#sent++;
    this.#fates[request.fate]++;
    this.#statuses.add(request);
    this.#lags.push(lagOf(request));
    if (isLost(request)) this.#lost++;
    const latency = latencyOfRequest(request);
    if (latency !== undefined) this.#latencies.push(latency);
  }

  totals(): RequestTotals {
    const [latency, lag] = [durationsOf(this.#latencies), durationsOf(this.#lags)];
    return {
      sent: this.#sent,
      lost: this.#lost,
      lostPerMillion: this.#sent === 0 ? 0 : Math.round((this.#lost / this.#sent) * 1e6),
      fates: { ...this.#fates },
      statuses: this.#statuses.counts,
      latency,
      lag,
      lateLoad: isLate(latency.p99, lag.p99),
    };
  }
}

function isLate(latencyMs: number | undefined, lagMs = 0): boolean {
  return latencyMs !== undefined && lagMs >= PUNCTUAL_MS && lagMs >= latencyMs * LATE_PART;
}

/** From when it was due to its answer, in milliseconds; undefined for what was lost and for streams, which last by design. */
export function latencyOfRequest({ kind, fate, dueAt, endedAt }: RequestRecord): number | undefined {
  return fate === 'answered' && !isStream(kind) ? endedAt - dueAt : undefined;
}
