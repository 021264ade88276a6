import { metrics, type Counter } from '@opentelemetry/api';
import { abortWith } from '../../abort-with.ts';
import { backoff } from '../../backoff.ts';
import { orAbort } from '../../or-abort.ts';
import { instrument } from '../../telemetry/index.ts';
import type { Queryable } from '../sql.ts';
import { failureText } from './failure-text.ts';
import { UndeliverableError, type Handler } from './message.ts';
import { limitsOf, type OutboxLimits, type OutboxOptions, type OutboxSurroundings } from './options.ts';
import { bury, claim, forget, giveBack, hasDueIndex, putOff, type Claimed } from './queue.ts';
import { continueTrace } from './trace.ts';
import { version } from '../../version.generated.ts';

/** The stages of stopping, as a worker's job is given them. */
export interface Stopping {
  /** Take no other message. */
  readonly finish: AbortSignal;
  /** Break off the deliveries under way. */
  readonly abort: AbortSignal;
}

/**
 * Milliseconds that a lease outlives the delivery's time-out: for the statement that ends it, and for a pause of the
 * process. Beyond, another replica delivers the message too.
 */
const LEASE_MARGIN_MS = 10_000;

/** Milliseconds after which a run takes no other message, so that one on a busy outbox ends too, and is seen to. */
const RUN_MS = 5000;

/** Delivers what is due. */
export class Deliverer {
  readonly #db: Queryable;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #limits: OutboxLimits;
  readonly #app: OutboxSurroundings;
  readonly #deliveries: Counter;
  /** Whether there is the index of `outboxDueSchema`: a release may run before its migration. */
  #byDue = false;

  constructor(app: OutboxSurroundings, options: OutboxOptions) {
    this.#app = app;
    this.#db = options.db;
    this.#handlers = options.handlers;
    this.#limits = limitsOf(options);
    const meter = metrics.getMeter('@seaworthy/runtime/outbox', version);
    this.#deliveries = meter.createCounter(...instrument('seaworthy_outbox_deliveries_total'));
  }

  /**
   * Delivers until nothing is due, or for a few seconds. One message that fails stands in the way of none but those of its key.
   *
   * @throws what the database failed with; the messages then under way are delivered again after their leases
   */
  async run(stopping: Stopping): Promise<void> {
    if (!this.#byDue) this.#byDue = await hasDueIndex(this.#db);
    const first = await this.#claim();
    if (first === undefined) return;
    const end = this.#app.clock.now() + RUN_MS;
    const lanes = Array.from({ length: this.#limits.concurrency }, (_, index) =>
      this.#lane(index === 0 ? first : undefined, stopping, end),
    );
    // Each lane ends before this does: nothing goes on behind a worker's back.
    for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason;
  }

  async #lane(first: Claimed | undefined, { finish, abort }: Stopping, end: number): Promise<void> {
    let message = first;
    do {
      message ??= await this.#claim();
      if (message === undefined) return;
      await this.#deliver(message, abort);
      message = undefined;
    } while (!finish.aborted && this.#app.clock.now() < end);
  }

  #claim(): Promise<Claimed | undefined> {
    const leaseMs = this.#limits.timeoutMs + LEASE_MARGIN_MS;
    return claim(this.#db, Object.keys(this.#handlers), { leaseMs, byDue: this.#byDue });
  }

  async #deliver(message: Claimed, abort: AbortSignal): Promise<void> {
    try {
      if (message.attempt > this.#limits.maxAttempts)
        throw new UndeliverableError('The last attempt ended with its process');
      await this.#handle(message, abort);
    } catch (error) {
      if (abort.aborted) return giveBack(this.#db, message);
      return this.#fail(message, error);
    }
    this.#count(message, 'delivered');
    const { id, topic } = message;
    if (!(await forget(this.#db, message)))
      this.#app.log.warn({ message: id, topic }, 'a message was delivered after its lease had ended');
  }

  async #handle(message: Claimed, abort: AbortSignal): Promise<void> {
    const { timeoutMs } = this.#limits;
    const given = new AbortController();
    using _timer = this.#app.clock.after(timeoutMs, () =>
      given.abort(new DOMException(`The delivery took longer than ${timeoutMs} ms`, 'TimeoutError')),
    );
    using _link = abortWith(abort, given);
    const { signal } = given;
    const handler = this.#handlers[message.topic];
    // A handler that ignores its signal is not waited for.
    await continueTrace(message, message.trace, () =>
      orAbort(
        Promise.try(() => handler?.(message, { signal })),
        signal,
      ),
    );
  }

  async #fail(message: Claimed, error: unknown): Promise<void> {
    const { id, topic, attempt } = message;
    const { maxAttempts, retryMs, maxRetryMs } = this.#limits;
    if (error instanceof UndeliverableError || attempt >= maxAttempts) {
      this.#app.log.error({ err: error, message: id, topic, attempt }, 'a message became a dead letter');
      this.#count(message, 'dead');
      return bury(this.#db, message, failureText(error));
    }
    const retryInMs = backoff(attempt, retryMs, maxRetryMs);
    this.#app.log.warn({ err: error, message: id, topic, attempt, retryInMs }, 'a delivery failed');
    this.#count(message, 'failed');
    return putOff(this.#db, message, retryInMs, failureText(error));
  }

  #count({ topic }: Claimed, outcome: 'delivered' | 'failed' | 'dead'): void {
    this.#deliveries.add(1, { topic, outcome });
  }
}
