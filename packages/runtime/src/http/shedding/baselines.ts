import { METHODS } from 'node:http';
import type { Ticket } from './ticket.ts';

/** A baseline learns from means over so many requests and so many milliseconds. */
const PERIOD_REQUESTS = 16;
const PERIOD_MS = 1_000;
/** How far it falls to a lower mean, as a share of the difference. */
const FALL = 1 / 2;
/** How far it rises to a higher one at most, as a share of itself: overload that comes slowly must not become normal. */
const RISE = 1 / 16;
/** A latency of so many baselines… */
const TOLERANCE = 2;
/** …and so many milliseconds more is no sign of overload: timers, collections and turns of the loop alone make it. */
const SLACK_MS = 20;
/** More routes than this share one record. */
const MAX_ROUTES = 500;
const REST = 'other routes';

/** Clients of HTTP/2 can make up others. */
const methods: ReadonlySet<string> = new Set(METHODS);

/** What a request is measured by: its route, or its method where the router has not told. */
export function routeOf({ route, method }: Pick<Ticket, 'route' | 'method'>): string {
  return route ?? (methods.has(method) ? method : REST);
}

class Baseline {
  /** Undefined until the first period is over. */
  ms: number | undefined = undefined;
  sum = 0;
  count = 0;
  from: number;

  constructor(now: number) {
    this.from = now;
  }
}

/**
 * What a request of each route takes when nothing is in its way. By route, because a mean over all of them follows the
 * mix: a few more slow requests than before would look like overload.
 */
export class Baselines {
  readonly #routes = new Map<string, Baseline>();

  /** How much longer a request took than is normal for its route: above 1 it took too long. 0 where that isn't known. */
  excess(route: string, ms: number): number {
    const baseline = (this.#routes.get(route) ?? this.#routes.get(REST))?.ms;
    return baseline === undefined ? 0 : ms / (TOLERANCE * baseline + SLACK_MS);
  }

  /**
   * Learns from a request that was served.
   *
   * @param mayRise whether longer latencies may raise the baseline: only where requests are not held up by each other
   */
  learn(route: string, ms: number, mayRise: boolean, now: number): void {
    const baseline = this.#find(route, now);
    baseline.sum += ms;
    baseline.count++;
    if (baseline.count < PERIOD_REQUESTS || now - baseline.from < PERIOD_MS) return;
    const mean = baseline.sum / baseline.count;
    const before = baseline.ms ?? mean;
    if (mean <= before) baseline.ms = before + (mean - before) * FALL;
    else if (mayRise) baseline.ms = Math.min(mean, before * (1 + RISE));
    baseline.sum = 0;
    baseline.count = 0;
    baseline.from = now;
  }

  /** Takes latencies as they are now for normal. @param excess how much too long they are */
  raise(excess: number): void {
    for (const baseline of this.#routes.values())
      if (baseline.ms !== undefined) baseline.ms = (TOLERANCE * baseline.ms + SLACK_MS) * excess;
  }

  #find(route: string, now: number): Baseline {
    const key = this.#routes.size < MAX_ROUTES || this.#routes.has(route) ? route : REST;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const baseline = new Baseline(now);
    this.#routes.set(key, baseline);
    return baseline;
  }
}
