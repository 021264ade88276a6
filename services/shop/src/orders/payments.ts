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

/** What 4xx can still mean "not now": time-out, conflict with a request under way, too early, too many (RFC 9110, 6585). */
const NOT_NOW = new Set([408, 409, 425, 429]);

const answer = z.object({ id: z.uuid() });

/** The payments service, as its only caller knows it. */
export class Payments {
  readonly #url: URL;
  #outage: unknown = undefined;

  /** `base` is the service's own address. */
  constructor(base: string) {
    this.#url = new URL('/payments', base);
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
      this.#outage = error instanceof UndeliverableError ? undefined : error;
      throw error;
    }
  }

  /** For readiness, from what the last request met: no request is made only to find out. */
  check(): void {
    if (this.#outage !== undefined) throw this.#outage;
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
    const { status } = response;
    if (status >= 400 && status < 500 && !NOT_NOW.has(status))
      throw new UndeliverableError(`payments answered ${status} for order ${order}`);
    throw new Error(`payments answered ${status}`);
  }
}
