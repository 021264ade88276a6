import type { Queryable } from '../sql.ts';
import type { Message } from './message.ts';

/** A message that was given up: every attempt failed, or its handler said that none can succeed. */
export interface DeadLetter extends Message {
  readonly deadAt: Date;
  /** What the last attempt failed with. */
  readonly lastError: string | null;
}

/** At most `limit` dead letters, the oldest first, those behind the id `after` where that is given. */
export async function listDeadLetters(db: Queryable, limit: number, after = '0'): Promise<DeadLetter[]> {
  // By the column, a number: the plain name would be that of the text that is selected.
  const { rows } = await db.query<DeadLetter>(
    `select id::text, topic, key, payload, created_at as "createdAt", attempts as attempt, dead_at as "deadAt", last_error as "lastError"
     from seaworthy_outbox where dead_at is not null and id > $2::bigint order by seaworthy_outbox.id limit $1`,
    [limit, after],
  );
  return rows;
}

/**
 * Puts a dead letter back among the messages to deliver, with all its attempts before it. Younger messages of its key
 * may have been delivered meanwhile. False: there is no such dead letter.
 */
export async function reviveDeadLetter(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query(
    `update seaworthy_outbox set dead_at = null, attempts = 0, due_at = clock_timestamp()
     where id = $1::bigint and dead_at is not null returning id`,
    [id],
  );
  return rows.length > 0;
}

/** Removes a dead letter for good. False: there is no such dead letter. */
export async function dropDeadLetter(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query(
    'delete from seaworthy_outbox where id = $1::bigint and dead_at is not null returning id',
    [id],
  );
  return rows.length > 0;
}
