import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log/index.ts';
import { checkRanges, type Range } from '../../ranges.ts';
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
   * whoever delivers it does not do so for ever. Infinity: none ever is, but by `UndeliverableError`. Default 50.
   */
  readonly maxAttempts?: number;
}

/** How an outbox delivers, with every default filled in. */
export type OutboxLimits = Required<Omit<OutboxOptions, 'db' | 'handlers'>>;

const time: Range = { above: 0, finite: true };

const ranges: Readonly<Record<keyof OutboxLimits, Range>> = {
  concurrency: { from: 1, whole: true },
  timeoutMs: time,
  retryMs: time,
  maxRetryMs: time,
  maxAttempts: { from: 1, whole: true, endless: true },
};

/**
 * Fills in the defaults.
 *
 * @throws SeaworthyError SW_DEFINITION for one that can't be: without a lane a message would be taken again and again, and
 * delivered never, until its attempts are used up
 */
export function limitsOf(options: OutboxOptions): OutboxLimits {
  const {
    concurrency = 8,
    timeoutMs = 10_000,
    retryMs = 1000,
    maxRetryMs = 300_000,
    maxAttempts = 50,
  } = options;
  const limits = { concurrency, timeoutMs, retryMs, maxRetryMs, maxAttempts };
  checkRanges(limits, ranges, 'createOutbox', 'Correct it where the outbox is made.');
  return limits;
}
