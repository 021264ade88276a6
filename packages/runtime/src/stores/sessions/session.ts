import { hash } from 'node:crypto';
import { backoff } from '../../backoff.ts';
import { SeaworthyError } from '../../errors.ts';
import { end } from './end.ts';
import { expiryOf, isLive, renewedExpiry } from './expiry.ts';
import { conflict, gone } from './failures.ts';
import type { SessionSettings } from './options.ts';
import type { DeepReadonly } from './readonly.ts';
import type { KeyedRecord, SessionRecord } from './store.ts';

/** Attempts at one change until it is given up. Each that fails is a change of somebody else's that succeeded. */
const MAX_ATTEMPTS = 50;

/** How long a session stays readable under the id that a login or {@link Session.regenerate} has replaced. */
const SUPERSEDED_MS = 30_000;

/**
 * The session of one request. What it holds is read-only; every change is a call that has reached the store when it
 * resolves, so nothing is saved at the end of a request, and nothing is lost when the process dies.
 */
export class Session<D extends object> {
  readonly #settings: SessionSettings<D>;
  readonly #onSetCookie: ((setCookie: string) => unknown) | undefined;
  #stored: KeyedRecord | undefined;
  #data: D | undefined;
  #setCookie: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** Use `sessions.load`. */
  constructor(
    settings: SessionSettings<D>,
    stored: KeyedRecord | undefined,
    onSetCookie?: (setCookie: string) => unknown,
  ) {
    this.#settings = settings;
    this.#stored = stored;
    this.#onSetCookie = onSetCookie;
  }

  /** What it holds, as of the load or of the last change by this request. */
  get data(): DeepReadonly<D> {
    this.#data ??= this.#draft();
    return this.#data as DeepReadonly<D>;
  }

  /** Who is logged in. */
  get userId(): string | undefined {
    return this.#stored?.record.userId;
  }

  /** Names the session for `sessions.revoke`, and opens nothing; undefined while nothing is stored. */
  get key(): string | undefined {
    return this.#stored?.key;
  }

  /** The `Set-Cookie` that the answer is to carry; undefined where the browser has the right cookie. */
  get setCookie(): string | undefined {
    return this.#setCookie;
  }

  /**
   * Changes what the session holds, on top of all that other requests have written by now: where one gets in between,
   * `change` is called again on what that one wrote. So it must be quick, must not be asynchronous, and must do nothing
   * but change its argument. What it returns the last time, which was the one that counted, is the result.
   *
   * @throws HttpError SW_SESSION_GONE (409) where the session has been ended or replaced since it was loaded;
   * SW_SESSION_CONFLICT (503) where others were faster 50 times; SW_SESSION_STORE (503). SeaworthyError
   * SW_SESSION_SETTINGS for an asynchronous `change`; what `change` throws
   */
  update<R>(change: (data: D) => R): Promise<R> {
    return this.#persist(async () => {
      this.#refuseSuperseded();
      const draft = this.#draft();
      const result = change(draft);
      refusePromise(result);
      const data = JSON.stringify(draft);
      return data === this.#text || (await this.#write(data)) ? { result } : undefined;
    });
  }

  /**
   * Logs a user in: the session goes on under a new id, so that one who knew the old id (session fixation) has gained
   * nothing, and its absolute time begins anew. A visitor's data goes with it; another user's does not.
   *
   * @throws HttpError as {@link update}
   */
  login(userId: string): Promise<void> {
    return this.#persist(async () => {
      const isOthers = this.userId !== undefined && this.userId !== userId;
      const data = isOthers ? this.#initialText : this.#text;
      return (await this.#move({ userId, data, createdAt: this.#now })) ? { result: undefined } : undefined;
    });
  }

  /**
   * Goes on under a new id, as is due whenever what the session may do has grown.
   *
   * @throws HttpError as {@link update}
   */
  regenerate(): Promise<void> {
    return this.#persist(async () => {
      this.#refuseSuperseded();
      const { userId, createdAt = this.#now } = this.#stored?.record ?? {};
      return (await this.#move({ userId, data: this.#text, createdAt })) ? { result: undefined } : undefined;
    });
  }

  /**
   * Ends the session, as at logout, and what is still readable under ids that it had before. A change after that begins a
   * new one.
   *
   * @throws HttpError SW_SESSION_GONE (409) under an id that has been replaced: the session would go on under the new
   * one. SW_SESSION_STORE (503)
   */
  destroy(): Promise<void> {
    return this.#inTurn(async () => {
      this.#refuseSuperseded();
      const { store, cookie } = this.#settings;
      if (this.#stored !== undefined) await end(store, this.#stored.key);
      this.#become(undefined);
      this.#send(cookie.cleared);
    });
  }

  get #now(): number {
    return this.#settings.clock.wallTime();
  }

  get #initialText(): string {
    return JSON.stringify(this.#settings.initial());
  }

  /** What is stored, or would be. */
  get #text(): string {
    return this.#stored?.record.data ?? this.#initialText;
  }

  #draft(): D {
    const initial = this.#settings.initial();
    return this.#stored === undefined ? initial : { ...initial, ...JSON.parse(this.#stored.record.data) };
  }

  /** Takes steps on the newest state until one counts: a step that comes to undefined met another request's write. */
  #persist<R>(step: () => Promise<{ result: R } | undefined>): Promise<R> {
    return this.#inTurn(async () => {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        const outcome = await step();
        if (outcome !== undefined) return outcome.result;
        // Those that failed together must not come back together; the first of them need not wait.
        if (attempt > 1) await this.#settings.clock.sleep(backoff(attempt, 1, 50));
        await this.#reload();
      }
      throw conflict(MAX_ATTEMPTS);
    });
  }

  /** One at a time: two changes by one request would otherwise begin two sessions. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine;
    return mine;
  }

  async #reload(): Promise<void> {
    const { store, expiry } = this.#settings;
    if (this.#stored === undefined) return;
    const { key } = this.#stored;
    const record = await store.read(key);
    if (record === undefined || !isLive(expiry, record, this.#now)) throw gone();
    this.#become({ key, record });
  }

  #refuseSuperseded(): void {
    if (this.#stored?.record.superseded === true) throw gone();
  }

  async #write(data: string): Promise<boolean> {
    if (this.#stored === undefined) return this.#move({ userId: undefined, data, createdAt: this.#now });
    const { key, record } = this.#stored;
    const expiresAt = renewedExpiry(this.#settings.expiry, record, this.#now);
    const next = { ...record, version: record.version + 1, data, expiresAt };
    if (!(await this.#settings.store.write(key, next))) return false;
    this.#become({ key, record: next });
    return true;
  }

  /** Goes on under a new id. */
  async #move({
    createdAt,
    ...content
  }: Pick<SessionRecord, 'userId' | 'data' | 'createdAt'>): Promise<boolean> {
    const { store, cookie, expiry } = this.#settings;
    const id = cookie.newId();
    const expiresAt = expiryOf(expiry, createdAt, this.#now);
    const to: KeyedRecord = {
      key: keyOf(id),
      record: {
        ...content,
        version: 1,
        createdAt,
        expiresAt,
        superseded: false,
        predecessor: this.#stored?.key,
      },
    };
    const setCookie = cookie.set(id, createdAt + expiry.absoluteMs - this.#now);
    if (this.#stored === undefined) await store.create(to.key, to.record);
    else if (!(await store.replace(superseded(this.#stored, this.#now), to))) return false;
    this.#become(to);
    this.#send(setCookie);
    return true;
  }

  #become(stored: KeyedRecord | undefined): void {
    this.#stored = stored;
    this.#data = undefined;
  }

  #send(setCookie: string): void {
    this.#setCookie = setCookie;
    this.#onSetCookie?.(setCookie);
  }
}

/** The key that a session is stored under. An id has 192 random bits, so its plain hash can't be turned back. */
export function keyOf(id: string): string {
  return hash('sha256', id, 'base64url');
}

/**
 * What stays at the old id: readable as it was, for requests that are on their way and for a login that is tried again
 * because its answer was lost; but no more to be changed. Without it those would begin a new visitor's session, and its
 * cookie would take the place of the right one.
 */
function superseded({ key, record }: KeyedRecord, now: number): KeyedRecord {
  const expiresAt = Math.min(record.expiresAt, now + SUPERSEDED_MS);
  return { key, record: { ...record, version: record.version + 1, expiresAt, superseded: true } };
}

function refusePromise(result: unknown): void {
  if (!(result instanceof Promise)) return;
  result.catch(() => undefined);
  throw new SeaworthyError('SW_SESSION_SETTINGS', {
    what: 'The change was asynchronous: what it changed after its first `await` would be lost',
    where: 'session.update',
    fix: 'Await first, then change.',
  });
}
