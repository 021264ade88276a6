import { randomUUID } from 'node:crypto';
import type { Queryable } from '../sql.ts';
import type { Message } from './message.ts';
import type { TraceContext } from './trace.ts';

/** A message that this process may deliver until its lease ends. */
export interface Claimed extends Message {
  readonly trace: TraceContext;
  readonly lease: string;
}

/** Whether there is the index of `outboxDueSchema`. */
export async function hasDueIndex(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    `select to_regclass('seaworthy_outbox_due') is not null as there`,
  );
  return rows[0]?.there === true;
}

/**
 * Takes the message that has been due longest, or the oldest that is due where there is no index of `outboxDueSchema`, for
 * `leaseMs` milliseconds; undefined where none is due. Replicas pass over each other's. A
 * message whose key has an older one pending is never due: that one comes first, whether it waits or is being delivered.
 *
 * A lease, and no lock held for as long as the delivery takes: that would keep a connection, and an embedded database
 * has only one. So it is the end of the lease that tells of a deliverer's death.
 */
export async function claim(
  db: Queryable,
  topics: readonly string[],
  { leaseMs, byDue }: { readonly leaseMs: number; readonly byDue: boolean },
): Promise<Claimed | undefined> {
  const lease = randomUUID();
  const { rows } = await db.query<Claimed>(
    `update seaworthy_outbox set attempts = attempts + 1, lease = $2, due_at = clock_timestamp() + $3::float8 * interval '1 ms'
     where id = (
       select id from seaworthy_outbox as message
       where dead_at is null and topic = any($1::text[]) and due_at <= statement_timestamp()
         and (key is null or not exists (
           select from seaworthy_outbox as older
           where older.topic = message.topic and older.key = message.key and older.id < message.id and older.dead_at is null))
       order by ${byDue ? 'due_at, id' : 'id'} limit 1 for update skip locked)
     returning id::text, topic, key, payload, trace_context as trace, created_at as "createdAt", attempts as attempt, lease`,
    [[...topics], lease, leaseMs],
  );
  return rows[0];
}

/** Forgets a message that was delivered. False: the lease had run out, and another has taken or delivered it. */
export async function forget(db: Queryable, { id, lease }: Claimed): Promise<boolean> {
  const { rows } = await db.query(
    'delete from seaworthy_outbox where id = $1::bigint and lease = $2 returning id',
    [id, lease],
  );
  return rows.length > 0;
}

/** Puts a message off by `ms` milliseconds after a failure. */
export async function putOff(
  db: Queryable,
  { id, lease }: Claimed,
  ms: number,
  failure: string,
): Promise<void> {
  await db.query(
    `update seaworthy_outbox set lease = null, due_at = clock_timestamp() + $3::float8 * interval '1 ms', last_error = $4
     where id = $1::bigint and lease = $2`,
    [id, lease, ms, failure],
  );
}

/** Gives back a message whose delivery this process has broken off by itself: it is due at once, and no attempt counts. */
export async function giveBack(db: Queryable, { id, lease }: Claimed): Promise<void> {
  await db.query(
    `update seaworthy_outbox set lease = null, due_at = clock_timestamp(), attempts = attempts - 1
     where id = $1::bigint and lease = $2`,
    [id, lease],
  );
}

/** Makes a message a dead letter: it is not delivered again, and those of its key that wait for it go on. */
export async function bury(db: Queryable, { id, lease }: Claimed, failure: string): Promise<void> {
  await db.query(
    `update seaworthy_outbox set lease = null, dead_at = clock_timestamp(), last_error = $3
     where id = $1::bigint and lease = $2`,
    [id, lease, failure],
  );
}
