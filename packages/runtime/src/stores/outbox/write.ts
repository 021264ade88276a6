import { SeaworthyError } from '../../errors.ts';
import { messageOf } from '../../thrown.ts';
import type { Queryable } from '../sql.ts';
import type { NewMessage } from './message.ts';
import { currentTrace } from './trace.ts';

/**
 * Writes messages within the caller's transaction `tx`: they are delivered if it is committed, and only then. The trace
 * of the running code goes with them.
 *
 * A transaction that writes under a key holds that key until its end, and others wait for it: only so is the order of
 * ids the order of commits. Write all messages of a transaction in one call, or two transactions that write under the
 * same two keys may meet a deadlock (SQLSTATE 40P01), of which PostgreSQL ends one.
 *
 * @throws SeaworthyError SW_OUTBOX_MESSAGE for what can't be stored; the transaction is not touched then
 */
export async function writeMessages(tx: Queryable, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map(rowText);
  const keys = messages.flatMap(({ topic, key }) => (key === undefined ? [] : [`${topic}\n${key}`]));
  if (keys.length > 0) await lock(tx, keys);
  // Ordinality: an insert from a set keeps its order, and so do the ids.
  await tx.query(
    `insert into seaworthy_outbox (topic, key, payload, trace_context)
     select entry->>'topic', entry->>'key', entry->'payload', $2::jsonb
     from jsonb_array_elements($1::jsonb) with ordinality as message (entry, place) order by place`,
    [`[${rows.join()}]`, JSON.stringify(currentTrace())],
  );
}

/**
 * U+0000 and lone surrogates, as JSON.stringify escapes them: behind an even number of backslashes. They are JSON, but
 * jsonb does not take them (PostgreSQL manual, "JSON Types"), nor does text take U+0000.
 */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** A row of the index by topic and key holds 2704 bytes (PostgreSQL's BTMaxItemSize), some of them its own. */
const MOST_KEY_BYTES = 2600;

function rowText({ topic, key, payload }: NewMessage): string {
  const where = `a message of topic ${JSON.stringify(topic)}`;
  const json = payloadText(payload, where);
  const text = `{"topic":${JSON.stringify(topic)},"key":${JSON.stringify(key ?? null)},"payload":${json}}`;
  if (UNSTORABLE.test(text))
    throw new SeaworthyError('SW_OUTBOX_MESSAGE', { what: 'It holds U+0000 or a lone surrogate', where });
  if (key !== undefined && Buffer.byteLength(topic + key) > MOST_KEY_BYTES)
    throw new SeaworthyError('SW_OUTBOX_MESSAGE', {
      what: `Its topic and key have more than ${MOST_KEY_BYTES} bytes together`,
      where,
      fix: 'Take a digest of the key.',
    });
  return text;
}

function payloadText(payload: unknown, where: string): string {
  const what = 'The payload has no form in JSON';
  let json: string | undefined;
  try {
    json = JSON.stringify(payload);
  } catch (cause) {
    // A bigint, as the driver may be told to read numbers; a circle; what a `toJSON` throws.
    throw new SeaworthyError('SW_OUTBOX_MESSAGE', { what: `${what}: ${messageOf(cause)}`, where, cause });
  }
  if (json !== undefined) return json;
  const fix = 'Send `null` where there is nothing to tell.';
  throw new SeaworthyError('SW_OUTBOX_MESSAGE', { what, where, fix });
}

/** In one order for all, so that transactions that write under several keys don't wait for each other. */
async function lock(tx: Queryable, keys: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(id)
     from (select distinct hashtextextended('seaworthy_outbox\n' || key, 0) as id
           from unnest($1::text[]) as wanted (key) order by id) as ordered`,
    [[...keys]],
  );
}
