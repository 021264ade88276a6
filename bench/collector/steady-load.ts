import { setTimeout } from 'node:timers/promises';
import { Connection, type Target } from '../http/load/connection.ts';

const CONNECTIONS = 16;
/** Between an answer and the next request of a connection: at most 800 requests a second in all. */
const PAUSE_MS = 20;

/** Requests at a steady rate until it is ended, each one counted. A connection that fails is replaced. */
export class SteadyLoad {
  sent = 0;
  /** What came instead of 200, and how often. */
  readonly failures = new Map<string, number>();
  readonly #target: Target;
  readonly #ended = new AbortController();
  readonly #connections: Promise<unknown>;

  constructor(target: Target) {
    this.#target = target;
    this.#connections = Promise.all(Array.from({ length: CONNECTIONS }, () => this.#keepSending()));
  }

  get failed(): number {
    return this.failures.values().reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when all that was sent is answered. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#connections;
  }

  async #keepSending(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        await this.#sendOn(await Connection.open(this.#target));
      } catch (error) {
        const [reason = ''] = (error as Error).message.split('\r\n');
        this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
        await setTimeout(PAUSE_MS);
      }
    }
  }

  async #sendOn(connection: Connection): Promise<void> {
    try {
      while (!this.#ended.signal.aborted) {
        this.sent += 1;
        await connection.exchange();
        await setTimeout(PAUSE_MS);
      }
    } finally {
      connection.close();
    }
  }
}
