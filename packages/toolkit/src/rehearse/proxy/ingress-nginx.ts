import type { Endpoint } from '../endpoints/index.ts';
import type { Random } from '../random.ts';
import { RoundRobin } from './round-robin.ts';
import type { KeepAlive } from './upstream-pool.ts';

/** `upstream-keepalive-connections` and `upstream-keepalive-timeout` of ingress-nginx: for all hosts together. */
export const upstreamKeepAlive: KeepAlive = { maxIdle: 320, idleTimeoutMs: 60_000 };

/** `proxy-next-upstream-tries`. */
const MAX_TRIES = 3;
/** What nginx holds for not idempotent, and does not send twice (proxy_next_upstream without non_idempotent). */
const unrepeatable = new Set(['POST', 'LOCK', 'PATCH']);

/**
 * Chooses for each request as ingress-nginx does: in turn over the ready endpoints, with no others to fall back to. Which
 * pods a request has tried does not matter: of its balancers only EWMA knows (rootfs/etc/nginx/lua/balancer/round_robin.lua,
 * ewma.lua). With other requests in between, a second try may well meet the same pod again.
 */
export class IngressNginxChooser {
  readonly #turns: RoundRobin;

  constructor(random: Random) {
    this.#turns = new RoundRobin(random.uniform(0, 1000));
  }

  /** The endpoint of one try of a request. Undefined: 503. */
  choose(endpoints: readonly Endpoint[]): Endpoint | undefined {
    return this.#turns.next(endpoints.filter((endpoint) => endpoint.ready));
  }
}

/**
 * Whether a failed request is tried again: after an error or a time-out, at most three tries, and never one of a method
 * that is not idempotent once it was sent (ngx_http_upstream.c ngx_http_upstream_next).
 *
 * @param tries how often it was tried so far
 * @param failure `unconnected`: refused, or no connection in time, so that nothing was sent
 */
export function nextTry({
  method,
  tries,
  failure,
}: {
  method: string;
  tries: number;
  failure: 'unconnected' | 'error' | 'timeout';
}): boolean {
  return tries < MAX_TRIES && (failure === 'unconnected' || !unrepeatable.has(method.toUpperCase()));
}
