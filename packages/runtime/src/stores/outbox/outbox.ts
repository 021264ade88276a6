import type { Queryable } from '../sql.ts';
import { Backlog } from './backlog.ts';
import { dropDeadLetter, listDeadLetters, reviveDeadLetter, type DeadLetter } from './dead-letters.ts';
import { Deliverer, type Stopping } from './deliverer.ts';
import type { NewMessage } from './message.ts';
import type { OutboxOptions, OutboxSurroundings } from './options.ts';
import { writeMessages } from './write.ts';

/** Messages to other services, written in the transactions that they tell of and delivered at least once. */
export interface Outbox {
  /**
   * Writes messages in the caller's transaction `tx`; they are delivered if that is committed. Do it last, and once: a
   * transaction that writes under a key holds up others of the same key until its end, and one that writes under several
   * in several calls can meet a deadlock.
   *
   * @throws SeaworthyError SW_OUTBOX_MESSAGE for what can't be stored, before anything is asked of the database
   */
  write(tx: Queryable, ...messages: readonly NewMessage[]): Promise<void>;
  /**
   * Delivers what is due, for a few seconds at most: the job of a worker, `app.worker('outbox', { everyMs: 500 }, outbox.deliver)`.
   * Replicas share the work.
   */
  readonly deliver: (stopping: Stopping) => Promise<void>;
  /** At most `limit` (default 100) messages that were given up, the oldest first, those behind the id `after`. */
  deadLetters(page?: { readonly limit?: number; readonly after?: string }): Promise<DeadLetter[]>;
  /**
   * Has a dead letter delivered after all, with all its attempts before it. Younger messages of its key may have gone
   * ahead. False: there is no such dead letter.
   */
  revive(id: string): Promise<boolean>;
  /** Removes a dead letter for good. False: there is no such dead letter. */
  drop(id: string): Promise<boolean>;
}

/**
 * An outbox on the service's own database, which must have the table of `outboxSchema`, and should have the index
 * of `outboxDueSchema`. Its metrics are
 * `seaworthy.outbox.pending`, `.oldest.age` and `.dead`, the same from every replica, and `.deliveries` by outcome.
 *
 * @throws SeaworthyError SW_DEFINITION for options that can't be
 */
export function createOutbox(app: OutboxSurroundings, options: OutboxOptions): Outbox {
  const { db } = options;
  const deliverer = new Deliverer(app, options);
  const backlog = new Backlog(app, db);
  return {
    write: (tx, ...messages) => writeMessages(tx, messages),
    async deliver(stopping) {
      // Side by side: a count that takes long, or fails, keeps no message waiting.
      const [delivered] = await Promise.allSettled([deliverer.run(stopping), backlog.look()]);
      if (delivered.status === 'rejected') throw delivered.reason;
    },
    deadLetters: ({ limit = 100, after } = {}) => listDeadLetters(db, limit, after),
    revive: (id) => reviveDeadLetter(db, id),
    drop: (id) => dropDeadLetter(db, id),
  };
}
