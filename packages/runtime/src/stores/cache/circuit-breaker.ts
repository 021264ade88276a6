import { backoff } from '../../backoff.ts';
import type { Clock, Timer } from '../../clock.ts';

/** When to give the server up, and how to find out that it is back. */
export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Resolves when the server works again. Asked in the background: no request pays for it. */
  readonly probe: () => Promise<unknown>;
  /** Called for each failure. */
  readonly onFailure: () => void;
  /** Called when it opens and when it closes. */
  readonly onChange: (open: boolean, error?: unknown) => void;
}

/** Failures in a row until the server is given up: one may be chance, and each may cost a time-out. */
const FAILURES = 3;
const FIRST_PROBE_MS = 250;
const MAX_PROBE_MS = 2_000;

/**
 * Spares requests a server that does not answer (Nygard, “Release It!”): after some failures in a row it is open, and
 * nothing is sent until a probe has succeeded.
 */
export class CircuitBreaker implements Disposable {
  readonly #options: CircuitBreakerOptions;
  #failures = 0;
  #probing: Timer | undefined;
  #open = false;
  #disposed = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Whether the server has been given up. */
  get open(): boolean {
    return this.#open;
  }

  /** What `work` comes to, or `otherwise` where it fails or the server has been given up. */
  async run<T, F>(work: () => Promise<T>, otherwise: F): Promise<T | F> {
    if (this.#open) return otherwise;
    try {
      const result = await work();
      this.#failures = 0;
      return result;
    } catch (error) {
      if (++this.#failures >= FAILURES) this.trip(error);
      else this.#options.onFailure();
      return otherwise;
    }
  }

  /** Gives the server up. */
  trip(error: unknown): void {
    this.#options.onFailure();
    if (this.#open || this.#disposed) return;
    this.#open = true;
    this.#options.onChange(true, error);
    this.#probeLater(1);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#probing?.clear();
  }

  #probeLater(attempt: number): void {
    this.#probing = this.#options.clock.after(backoff(attempt, FIRST_PROBE_MS, MAX_PROBE_MS), () => {
      this.#options.probe().then(
        () => this.#close(),
        () => {
          if (!this.#disposed) this.#probeLater(attempt + 1);
        },
      );
    });
  }

  #close(): void {
    this.#failures = 0;
    this.#open = false;
    this.#options.onChange(false);
  }
}
