import { Agent, request } from 'node:http';

/** What a client does not wait longer for, in milliseconds. */
export const CLIENT_TIMEOUT_MS = 2_000;

/** How one request went. Times in milliseconds, those of arrival since the client was made. */
export interface Call {
  readonly arrivedAt: number;
  readonly ms: number;
  /** `failed`: reset, refused without an answer, or given up after {@link CLIENT_TIMEOUT_MS}. */
  readonly outcome: 'served' | 'refused' | 'failed';
}

/** Sends requests to one path over as many kept connections as it takes. */
export class Client implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity, scheduling: 'lifo' });
  readonly #target: { readonly host: string; readonly port: number; readonly path: string };
  readonly #from = performance.now();
  readonly calls: Call[] = [];

  constructor(target: { host: string; port: number; path: string }) {
    this.#target = target;
  }

  /** Milliseconds since the client was made. */
  get now(): number {
    return performance.now() - this.#from;
  }

  /** Sends one request; resolves when it is over, and counts it. */
  call(): Promise<Call> {
    const arrivedAt = this.now;
    const { promise, resolve } = Promise.withResolvers<Call>();
    const end = (outcome: Call['outcome']) => {
      clearTimeout(timeout);
      const call = { arrivedAt, ms: this.now - arrivedAt, outcome };
      this.calls.push(call);
      resolve(call);
    };
    const outgoing = request({ ...this.#target, agent: this.#agent }, (response) => {
      response.resume();
      response.once('end', () => end(response.statusCode === 200 ? 'served' : 'refused'));
    });
    const timeout = setTimeout(() => outgoing.destroy(), CLIENT_TIMEOUT_MS);
    outgoing.once('error', () => end('failed'));
    outgoing.end();
    return promise;
  }

  /** So many at a time, the next when one is over: as much as the server can do. */
  async closedLoop(seconds: number, concurrency: number): Promise<void> {
    const until = this.now + seconds * 1_000;
    const next = async () => {
      while (this.now < until) await this.call();
    };
    await Promise.all(Array.from({ length: concurrency }, next));
  }

  /** So many a second, whether or not the server keeps up. Resolves when all are over. */
  async openLoop(seconds: number, perSecond: number): Promise<void> {
    const from = this.now;
    const pending: Promise<Call>[] = [];
    for (let sent = 0; this.now - from < seconds * 1_000;) {
      for (const due = ((this.now - from) / 1_000) * perSecond; sent < due; sent++) pending.push(this.call());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(pending);
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
