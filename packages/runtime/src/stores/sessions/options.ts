import { systemClock, type Clock } from '../../clock.ts';
import { SeaworthyError } from '../../errors.ts';
import { SessionCookie, type CookieOptions, type SigningKeys } from './cookie/index.ts';
import type { Expiry } from './expiry.ts';
import { GuardedStore } from './guarded-store.ts';
import type { SessionStore } from './store.ts';

/** How sessions are kept, and what they hold. */
export interface SessionsOptions<D extends object> {
  /** Where sessions are kept: `postgresSessionStore(pool)`, `redisSessionStore(client)` or, in development, `memorySessionStore`. */
  readonly store: SessionStore;
  /**
   * The keys that sign cookies, each 32 bytes or more: the first signs, all verify. They are asked at every use: give
   * `() => app.config.SESSION_KEYS` of a `reloadable(config.signingKeys())`, which refuses a reload that brings bad ones. Put a new
   * key first, and drop the old one `absoluteMs` later: its sessions have ended by then.
   */
  readonly keys: SigningKeys;
  /**
   * What a new session holds, of what JSON can express. A stored session that lacks one of these fields, as a newer
   * release may have brought it, reads it from here.
   */
  readonly initial: () => D;
  /** Name and attributes of the cookie that carries the id. Default: `__Host-session`, `Secure`, `HttpOnly`, `SameSite=Lax`. */
  readonly cookie?: CookieOptions;
  /**
   * Milliseconds after its last use until a session ends. Default 30 minutes, the upper end of what OWASP's cheat sheet
   * on session management names for low risks.
   */
  readonly idleMs?: number;
  /** Milliseconds after the login until it ends however much it is used. Default 12 hours, a working day with room. */
  readonly absoluteMs?: number;
  /**
   * Milliseconds that the kept time of the last use may lag behind, and so the idle end come early: only a request after
   * that writes it anew. Default a tenth of `idleMs`, at most a minute.
   */
  readonly touchMs?: number;
  /** Default: the machine's own. */
  readonly clock?: Clock;
}

/** What sessions work with. */
export interface SessionSettings<D extends object> {
  readonly store: SessionStore;
  readonly cookie: SessionCookie;
  readonly expiry: Expiry;
  readonly initial: () => D;
  readonly clock: Clock;
}

/** @throws SeaworthyError SW_SESSION_SETTINGS for options that can't be */
export function settingsOf<D extends object>(options: SessionsOptions<D>): SessionSettings<D> {
  const { idleMs = 30 * MINUTE_MS, absoluteMs = 12 * 60 * MINUTE_MS } = options;
  const { touchMs = Math.min(MINUTE_MS, idleMs / 10) } = options;
  if (!(touchMs > 0 && touchMs < idleMs && idleMs <= absoluteMs && absoluteMs < Infinity)) {
    throw new SeaworthyError('SW_SESSION_SETTINGS', {
      what: `0 < touchMs < idleMs ≤ absoluteMs does not hold of ${touchMs}, ${idleMs} and ${absoluteMs}`,
      where: 'idleMs, absoluteMs and touchMs of sessions',
    });
  }
  return {
    store: new GuardedStore(options.store),
    cookie: new SessionCookie(options.cookie ?? {}, options.keys),
    expiry: { idleMs, absoluteMs, touchMs },
    initial: options.initial,
    clock: options.clock ?? systemClock,
  };
}

const MINUTE_MS = 60_000;
