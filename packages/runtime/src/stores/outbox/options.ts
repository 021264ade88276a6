import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log/index.ts';
import type { Queryable } from '../sql.ts';
import type { Handler } from './message.ts';

/** What an outbox needs of its service; `App` is one. */
export interface OutboxSurroundings {
  readonly clock: Clock;
  readonly log: Logger;
}

/** How an outbox delivers. */
export interface OutboxOptions {
  /** Where the messages are: the database that the service's own transactions change. */
  readonly db: Queryable;
  /** Who delivers what, by topic. Messages of other topics are left to other services. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** How many messages one replica delivers at once. Default 8. */
  readonly concurrency?: number;
  /** Milliseconds that one delivery may take before its signal aborts. Default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds before the second attempt; doubled each time, with jitter. Default 1000. */
  readonly retryMs?: number;
  /** The longest wait between two attempts, in milliseconds. Default 300,000: with 50 attempts, about three hours in all. */
  readonly maxRetryMs?: number;
  /**
   * How many attempts make a message a dead letter. One that ended with its process counts, so that a message that kills
   * whoever delivers it does not do so for ever. Default 50.
   */
  readonly maxAttempts?: number;
}
