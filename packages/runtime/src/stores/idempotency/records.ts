import { HttpError } from '../../errors.ts';
import { sqlStateOf } from '../../sql-state.ts';
import type { Queryable } from '../sql.ts';
import type { KeptAnswer } from './answer.ts';

/** A request under its key. */
export interface KeyedRequest {
  readonly principal: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** SQLSTATEs of `lock_timeout` and `statement_timeout`. */
const WAITED_TOO_LONG = new Set(['55P03', '57014']);

/**
 * Takes the key within the transaction `tx`, until `keepMs` milliseconds from now. Undefined: it is this transaction's.
 * Otherwise the answer that was given under it. A transaction that has taken it and is under way is waited for, as long as
 * the connection's `lock_timeout` allows: if it is rolled back, the key is free.
 *
 * @throws HttpError SW_IDEMPOTENCY_REUSED, status 422; SW_IDEMPOTENCY_CONFLICT, status 409
 */
export async function takeKey(
  tx: Queryable,
  request: KeyedRequest,
  keepMs: number,
): Promise<KeptAnswer | undefined> {
  if (await insert(tx, request, keepMs)) return undefined;
  const { principal, key } = request;
  const { rows } = await tx.query<KeptAnswer & { fingerprint: string }>(
    'select fingerprint, status, headers, body from seaworthy_idempotency where principal = $1 and key = $2',
    [principal, key],
  );
  const [kept] = rows;
  // Swept between the two statements: the client may ask again.
  if (kept === undefined) throw conflict();
  if (kept.fingerprint === request.fingerprint) return kept;
  throw new HttpError(
    'SW_IDEMPOTENCY_REUSED',
    { what: 'The Idempotency-Key stands for another request' },
    { status: 422, expose: true },
  );
}

/** Keeps the answer under the key that this transaction has taken. */
export async function keepAnswer(
  tx: Queryable,
  { principal, key }: KeyedRequest,
  { status, headers, body }: KeptAnswer,
): Promise<void> {
  await tx.query(
    'update seaworthy_idempotency set status = $3, headers = $4::jsonb, body = $5 where principal = $1 and key = $2',
    [principal, key, status, JSON.stringify(headers), body],
  );
}

/** Removes at most `limit` keys that have expired; how many there were. */
export async function removeExpired(db: Queryable, limit: number): Promise<number> {
  const { rows } = await db.query(
    `delete from seaworthy_idempotency where (principal, key) in (
       select principal, key from seaworthy_idempotency where expires_at < clock_timestamp()
       limit $1 for update skip locked)
     returning 1 as removed`,
    [limit],
  );
  return rows.length;
}

/** True: the key is this transaction's. One that has expired and was not removed yet is as good as none. */
async function insert(
  tx: Queryable,
  { principal, key, fingerprint }: KeyedRequest,
  keepMs: number,
): Promise<boolean> {
  try {
    const { rows } = await tx.query(
      `insert into seaworthy_idempotency as kept (principal, key, fingerprint, expires_at)
       values ($1, $2, $3, clock_timestamp() + $4::float8 * interval '1 ms')
       on conflict (principal, key) do update
         set fingerprint = excluded.fingerprint, expires_at = excluded.expires_at
         where kept.expires_at < clock_timestamp()
       returning 1 as taken`,
      [principal, key, fingerprint, keepMs],
    );
    return rows.length > 0;
  } catch (error) {
    if (WAITED_TOO_LONG.has(sqlStateOf(error) ?? '')) throw conflict(error);
    throw error;
  }
}

function conflict(cause?: unknown): HttpError {
  return new HttpError(
    'SW_IDEMPOTENCY_CONFLICT',
    { what: 'The first request under this Idempotency-Key is still under way', cause },
    { status: 409, expose: true, retryAfterSeconds: 1 },
  );
}
