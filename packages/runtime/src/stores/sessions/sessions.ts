import { isLive, renewedExpiry } from './expiry.ts';
import { settingsOf, type SessionSettings, type SessionsOptions } from './options.ts';
import { end } from './end.ts';
import { keyOf, Session } from './session.ts';
import type { KeyedRecord, SessionEntry } from './store.ts';

/**
 * The sessions of a service: `const session = await sessions.load(request.headers.cookie)`.
 *
 * @throws SeaworthyError SW_SESSION_SETTINGS for options that can't be, and keys that are none or too short: a pod with them
 * shall not get ready
 */
export function createSessions<D extends object>(options: SessionsOptions<D>): Sessions<D> {
  const settings = settingsOf(options);
  settings.cookie.checkKeys();
  return new Sessions(settings);
}

/**
 * Loads sessions by their cookie, and ends them by their user. Everything that asks the store rejects with HttpError
 * SW_SESSION_STORE, status 503, where it can't be asked. To load a session, reading is enough.
 */
export class Sessions<D extends object> {
  readonly #settings: SessionSettings<D>;

  /** Use {@link createSessions}. */
  constructor(settings: SessionSettings<D>) {
    this.#settings = settings;
  }

  /** The cookie's name, with its prefix. */
  get cookieName(): string {
    return this.#settings.cookie.name;
  }

  /**
   * The session of a request. One without a cookie of ours, with a forged one, or whose session has ended, is a new
   * visitor's, of which nothing is stored before it is changed.
   *
   * @param cookieHeader the request's `Cookie`
   * @param onSetCookie called with each `Set-Cookie` that the answer is to carry, the last of which counts
   */
  async load(
    cookieHeader: string | null | undefined,
    onSetCookie?: (setCookie: string) => unknown,
  ): Promise<Session<D>> {
    const id = this.#settings.cookie.idIn(cookieHeader ?? '');
    const stored = id === undefined ? undefined : await this.#read(keyOf(id));
    return new Session(this.#settings, stored, onSetCookie);
  }

  /** The live sessions of a user, the newest first. */
  async list(userId: string): Promise<readonly SessionEntry[]> {
    const now = this.#settings.clock.wallTime();
    const entries = await this.#settings.store.list(userId);
    return entries
      .filter(({ expiresAt }) => expiresAt > now)
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.key < b.key ? -1 : 1));
  }

  /**
   * Ends one session, by the key that {@link list} and {@link Session.key} tell, and what is still readable under ids that
   * it had before; nothing where it has ended already.
   */
  revoke(key: string): Promise<void> {
    return end(this.#settings.store, key);
  }

  /**
   * Ends all sessions of a user, as after a change of password.
   *
   * @param except key of the one to be kept, usually of the request itself
   */
  revokeUser(userId: string, { except }: { readonly except?: string | undefined } = {}): Promise<void> {
    return this.#settings.store.deleteOfUser(userId, except);
  }

  /**
   * Removes expired sessions from the store, and returns how many; the work of a worker:
   * `app.worker('expired sessions', { everyMs: 60_000 }, ({ finish }) => sessions.deleteExpired(finish))`. Redis needs
   * none. Replicas may do it at the same time.
   */
  deleteExpired(signal?: AbortSignal): Promise<number> {
    return this.#settings.store.deleteExpired(this.#settings.clock.wallTime(), signal);
  }

  async #read(key: string): Promise<KeyedRecord | undefined> {
    const { store, clock, expiry } = this.#settings;
    const record = await store.read(key);
    const now = clock.wallTime();
    if (record === undefined || !isLive(expiry, record, now)) return undefined;
    const expiresAt = record.superseded ? record.expiresAt : renewedExpiry(expiry, record, now);
    if (expiresAt === record.expiresAt) return { key, record };
    const touched = { ...record, version: record.version + 1, expiresAt };
    // Where it is refused, another request has written at this very moment: that was a use as well. A store that takes no writes
    // now, but tells what it has, is no reason to answer nothing: the idle end comes as it was.
    const isWritten = await store.write(key, touched).catch(() => false);
    return { key, record: isWritten ? touched : record };
  }
}
