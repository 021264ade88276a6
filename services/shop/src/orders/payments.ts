import type { Clock } from '@seaworthy/runtime';
import { UndeliverableError } from '@seaworthy/runtime/outbox';
import { z } from 'zod';

/** What is paid for. */
export interface Payable {
  /** Key of the payment too: asked again, it is the same one. */
  readonly id: string;
  readonly totalCents: number;
}

/** Milliseconds for one request. */
const TIMEOUT_MS = 2000;

/**
 * Milliseconds for which one outage counts, if nothing is asked meanwhile. The longest time between two attempts is a
 * minute; where none follows, another replica has delivered what this one could not.
 */
const OUTAGE_COUNTS_MS = 120_000;

const answer = z.object({ id: z.uuid() });

/** The payments service, as its only caller knows it. */
export class Payments {
  readonly #url: URL;
  readonly #clock: Clock;
  #outage: { readonly error: unknown; readonly at: number } | undefined;

  /** `base` is the service's own address, with the path that it is under, if any. */
  constructor(base: string, clock: Clock) {
    this.#url = new URL(base);
    this.#url.pathname = `${this.#url.pathname.replace(/\/$/, '')}/payments`;
    this.#clock = clock;
  }

  /**
   * Pays for an order, and gives the payment's id. Safe to repeat.
   *
   * @throws UndeliverableError where payments will never take the order as it is; or whatever an outage is
   */
  async pay(order: Payable, signal: AbortSignal): Promise<string> {
    try {
      const id = await this.#post(order, signal);
      this.#outage = undefined;
      return id;
    } catch (error) {
      const refused = error instanceof UndeliverableError;
      this.#outage = refused ? undefined : { error, at: this.#clock.now() };
      throw error;
    }
  }

  /** For readiness, from what the last request met: no request is made only to find out. */
  check(): void {
    const { error, at = -Infinity } = this.#outage ?? {};
    if (this.#clock.now() - at < OUTAGE_COUNTS_MS) throw error;
  }

  async #post({ id: order, totalCents: amountCents }: Payable, signal: AbortSignal): Promise<string> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': order },
      body: JSON.stringify({ order, amountCents }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.ok) return answer.parse(await response.json()).id;
    await response.body?.cancel();
    const { status, headers } = response;
    // Only that is of payments themselves and of this order. Anything else may be of the way there: a proxy, a rollout.
    if (status === 422 && headers.get('content-type') === 'application/problem+json')
      throw new UndeliverableError(`payments answered ${status} for order ${order}`);
    throw new Error(`payments answered ${status}`);
  }
}
