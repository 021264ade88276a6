import type { Clock, Timer } from '../../../clock.ts';
import type { RuntimeEvent } from '../../../events.ts';
import { deadlineIn, orTimeout, type Deadline } from '../../../lifecycle/index.ts';
import { messageOf } from '../../../thrown.ts';

/** What a push works with. */
export interface MetricPushOptions {
  readonly clock: Clock;
  readonly emit: (event: RuntimeEvent) => void;
  /** Milliseconds between two pushes. */
  readonly intervalMs: number;
  /** Milliseconds for one push. */
  readonly timeoutMs: number;
  /** Collects, encodes and sends once; rejects when the collector did not take it. */
  readonly send: (signal: AbortSignal) => Promise<void>;
  /** Ends the connection to the collector. */
  readonly close: () => void;
}

/**
 * Sends every metric at an interval, and once more at the end. A push that fails is not repeated: the figures count
 * since the start of the process, so the next push brings all that the failed one had.
 */
export class MetricPush {
  readonly #options: MetricPushOptions;
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  #failing = false;
  #lost = 0;

  constructor(options: MetricPushOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** Sends what is there now, before the deadline, and nothing after it. */
  async shutdown(deadline: Deadline): Promise<void> {
    this.#timer?.clear();
    if (this.#sending !== undefined) await orTimeout(this.#sending, deadline);
    await this.#push(deadline.signal);
    this.#options.close();
  }

  #schedule(): void {
    this.#timer = this.#options.clock.after(this.#options.intervalMs, () => void this.#pushInTime());
  }

  async #pushInTime(): Promise<void> {
    using deadline = deadlineIn(this.#options.clock, this.#options.timeoutMs);
    this.#schedule();
    this.#sending ??= this.#push(deadline.signal);
    await this.#sending;
    this.#sending = undefined;
  }

  async #push(signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      await this.#options.send(signal);
      this.#turn('recovered');
    } catch (error) {
      this.#lost += 1;
      this.#turn('failing', messageOf(error));
    }
  }

  /** One event tells of the first failure until a push succeeds. */
  #turn(state: 'failing' | 'recovered', error?: string): void {
    if (this.#failing === (state === 'failing')) return;
    this.#failing = state === 'failing';
    this.#options.emit({
      type: 'telemetry.export',
      signal: 'metrics',
      state,
      dropped: this.#lost,
      ...(error !== undefined && { error: error.slice(0, 500) }),
    });
  }
}
