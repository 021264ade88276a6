import type { Clock } from '../../clock.ts';
import { SeaworthyError } from '../../errors.ts';
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
   * whoever delivers it does not do so for ever. Infinity: none ever is, but by `UndeliverableError`. Default 50.
   */
  readonly maxAttempts?: number;
}

/** How an outbox delivers, with every default filled in. */
export type OutboxLimits = Required<Omit<OutboxOptions, 'db' | 'handlers'>>;

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
  if (!isCount(concurrency)) throw refused('concurrency', concurrency, 'a whole number from 1');
  if (!isCount(maxAttempts) && maxAttempts !== Infinity)
    throw refused('maxAttempts', maxAttempts, 'a whole number from 1, or Infinity');
  for (const name of ['timeoutMs', 'retryMs', 'maxRetryMs'] as const)
    if (!(limits[name] > 0 && Number.isFinite(limits[name])))
      throw refused(name, limits[name], 'a time above 0');
  return limits;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function refused(name: keyof OutboxLimits, value: number, expected: string): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what: `\`${name}\` is ${value}, and must be ${expected}`,
    where: 'createOutbox',
  });
}
