import { isLost, type Fate, type RequestRecord } from '../../requests.ts';
import { latencyOf, type Latency } from './latency.ts';

/** What became of many requests. */
export interface RequestTotals {
  readonly sent: number;
  readonly lost: number;
  readonly lostPerMillion: number;
  readonly fates: Readonly<Record<Fate, number>>;
  readonly latency: Latency;
}

/** Counts requests one by one, so that a million are gone through once. */
export class RequestTally {
  readonly #fates: Record<Fate, number> = {
    answered: 0,
    ended: 0,
    status: 0,
    refused: 0,
    reset: 0,
    closed: 0,
    timeout: 0,
  };
  readonly #latencies: number[] = [];
  #sent = 0;
  #lost = 0;

  add(request: RequestRecord): void {
    this.#sent++;
    this.#fates[request.fate]++;
    if (isLost(request)) this.#lost++;
    const latency = latencyOfRequest(request);
    if (latency !== undefined) this.#latencies.push(latency);
  }

  totals(): RequestTotals {
    return {
      sent: this.#sent,
      lost: this.#lost,
      lostPerMillion: this.#sent === 0 ? 0 : Math.round((this.#lost / this.#sent) * 1e6),
      fates: { ...this.#fates },
      latency: latencyOf(this.#latencies),
    };
  }
}

/** From when it was due to its answer, in milliseconds; undefined for what was lost and for streams, which last by design. */
export function latencyOfRequest({ kind, fate, dueAt, endedAt }: RequestRecord): number | undefined {
  const isStream = kind === 'websocket' || kind === 'sse';
  return fate === 'answered' && !isStream ? endedAt - dueAt : undefined;
}
