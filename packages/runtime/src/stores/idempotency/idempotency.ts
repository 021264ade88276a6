import { checkRanges } from '../../ranges.ts';
import type { Queryable, Transact } from '../sql.ts';
import { keep, replay } from './answer.ts';
import { fingerprint } from './fingerprint.ts';
import { badKey, readKey } from './key.ts';
import { keepAnswer, removeExpired, takeKey } from './records.ts';

/** Where keys are kept, and for how long. */
export interface IdempotencyOptions {
  readonly db: Queryable;
  /** Runs a transaction on `db`, such as `(work) => transaction(pool, work)`. */
  readonly transact: Transact;
  /** Milliseconds for which a key stands for its request. Default 24 hours: longer than any client goes on repeating. */
  readonly keepMs?: number;
}

/** Whose request it is, and what it says. */
export interface RequestIdentity {
  /** Who asks, such as a user's id: a key is theirs alone, and nobody else is given their answers. */
  readonly principal: string;
  /** What the body says, as JSON values: a repetition says the same. */
  readonly payload: unknown;
  /** True: a request without a key is refused (400). Default false: it is carried out each time that it comes. */
  readonly required?: boolean;
}

/** POST requests that a client may repeat without doing twice what they ask for. */
export interface Idempotency {
  /**
   * Answers a request by `work`, or as it was answered the first time that it came under its `Idempotency-Key`. Key,
   * answer and all that `work` changes through `tx` are committed together or not at all. Only what `work` returns is
   * kept, refusals included; where it throws, nothing has happened, and a repetition is a first time.
   *
   * @throws HttpError SW_IDEMPOTENCY_KEY (400) where the key is malformed, or missing and required;
   * SW_IDEMPOTENCY_REUSED (422) where it stands for another request; SW_IDEMPOTENCY_CONFLICT (409) where the first is under
   * way for longer than the connection's `lock_timeout`
   */
  answer(
    request: Request,
    identity: RequestIdentity,
    work: (tx: Queryable) => Promise<Response>,
  ): Promise<Response>;
  /** Removes expired keys: the job of a worker, `app.worker('sweep', { everyMs: 60_000 }, idempotency.sweep)`. */
  readonly sweep: (stopping: { readonly finish: AbortSignal }) => Promise<void>;
}

/** How many keys one statement removes: few enough that it holds its locks for milliseconds. */
const SWEEP = 1000;

/**
 * Idempotency keys (draft-ietf-httpapi-idempotency-key-header-07) on the service's own database, which must have the
 * table of `idempotencySchema`.
 *
 * @throws SeaworthyError SW_DEFINITION for a time to keep keys that is none: no repetition would be known
 */
export function createIdempotency({
  db,
  transact,
  keepMs = 24 * 3600 * 1000,
}: IdempotencyOptions): Idempotency {
  const fix = 'Correct it where the keys are set up.';
  checkRanges({ keepMs }, { keepMs: { above: 0, finite: true } }, 'createIdempotency', fix);
  return {
    async answer(request, { principal, payload, required = false }, work) {
      const key = readKey(request.headers);
      if (key === undefined && required) throw badKey('The request has no Idempotency-Key');
      if (key === undefined) return transact(work);
      const keyed = { principal, key, fingerprint: fingerprint(request, payload) };
      return transact(async (tx) => {
        const kept = await takeKey(tx, keyed, keepMs);
        if (kept !== undefined) return replay(kept);
        const response = await work(tx);
        // Of the copy: the body of the answer itself is still to be sent.
        await keepAnswer(tx, keyed, await keep(response.clone()));
        return response;
      });
    },
    async sweep({ finish }) {
      while (!finish.aborted && (await removeExpired(db, SWEEP)) === SWEEP);
    },
  };
}
