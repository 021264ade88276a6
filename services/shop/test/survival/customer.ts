import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** An answer that settles a request. */
export interface Settled {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Milliseconds for one attempt, and between two. */
const ATTEMPT_MS = 10_000;
const PAUSE_MS = 100;

/** Milliseconds after which a customer gives up: longer than any outage of the tests. */
const PATIENCE_MS = 60_000;

/** A customer who repeats, at any replica, each request that got no answer or was told to come again. */
export class Customer {
  readonly #replicas: readonly { readonly url: string }[];
  /** The session that was last acknowledged. */
  cookie = '';
  /** Statuses of all answers, those repeated included. */
  readonly statuses = new Map<number, number>();

  constructor(replicas: readonly { readonly url: string }[]) {
    this.#replicas = replicas;
  }

  /** Sends a request until it is answered with something else than "not now". */
  async settle(method: string, path: string, init: RequestInit = {}): Promise<Settled> {
    const end = performance.now() + PATIENCE_MS;
    let failure: unknown;
    while (performance.now() < end) {
      try {
        const answer = await this.attempt(method, path, init);
        if (answer.status < 500 && !answer.headers.has('retry-after')) return answer;
        failure = Buffer.from(answer.bytes).toString();
      } catch (error) {
        failure = error;
      }
      await delay(PAUSE_MS);
    }
    throw new Error(`${method} ${path} was not answered`, { cause: failure });
  }

  /** Sends a request once, to some replica. */
  async attempt(method: string, path: string, init: RequestInit = {}): Promise<Settled> {
    const replica = this.#replicas[Math.floor(Math.random() * this.#replicas.length)];
    const headers = new Headers(init.headers);
    if (this.cookie !== '') headers.set('cookie', this.cookie);
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const response = await fetch(new URL(path, replica?.url), { ...init, method, headers, signal });
    const bytes = await response.bytes();
    const [cookie = this.cookie] = response.headers.getSetCookie();
    this.cookie = cookie.split(';')[0] ?? '';
    this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
    return { status: response.status, headers: response.headers, bytes };
  }

  /** As {@link settle}, expecting one of the statuses; the answer's text. */
  async expect(
    statuses: readonly number[],
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<string> {
    const { status, bytes } = await this.settle(method, path, init);
    const text = Buffer.from(bytes).toString();
    if (!statuses.includes(status)) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return text;
  }

  /** Sends JSON, expecting `status`; the answer's JSON. */
  async post<T>(path: string, body: unknown, status: number, more: Record<string, string> = {}): Promise<T> {
    const headers = { 'content-type': 'application/json', ...more };
    return JSON.parse(
      await this.expect([status], 'POST', path, { headers, body: JSON.stringify(body) }),
    ) as T;
  }

  async logIn(): Promise<void> {
    await this.post('/session', { user: 'ada', password: 'correct horse battery staple' }, 200);
  }

  /** Orders one `product` under a key of its own; the order's id. With `answerLost` the first answer is, and it asks again. */
  async order(product: string, { answerLost = false } = {}): Promise<string> {
    const body = { items: [{ product, quantity: 1 }] };
    const key = { 'idempotency-key': `"${randomUUID()}"` };
    if (answerLost) {
      const headers = { 'content-type': 'application/json', ...key };
      await this.attempt('POST', '/orders', { headers, body: JSON.stringify(body) }).catch(() => undefined);
    }
    return (await this.post<{ id: string }>('/orders', body, 201, key)).id;
  }
}
