import type { SessionRecord } from './store.ts';

/** How long sessions live, in milliseconds. */
export interface Expiry {
  /** After the last use. */
  readonly idleMs: number;
  /** After the login, or the beginning of a session without one. */
  readonly absoluteMs: number;
  /** How far the kept time of the last use may lag behind. */
  readonly touchMs: number;
}

/** When a session of that beginning expires if it is used now for the last time. */
export function expiryOf({ idleMs, absoluteMs }: Expiry, createdAt: number, now: number): number {
  return Math.min(now + idleMs, createdAt + absoluteMs);
}

/** Whether it still holds. The absolute end is that of today's settings, which may be stricter than those it began under. */
export function isLive(
  { absoluteMs }: Expiry,
  { createdAt, expiresAt }: SessionRecord,
  now: number,
): boolean {
  return now < expiresAt && now < createdAt + absoluteMs;
}

/** The expiry to keep of a session that is used now: its own, until that lags behind by `touchMs`. */
export function renewedExpiry(expiry: Expiry, { createdAt, expiresAt }: SessionRecord, now: number): number {
  const fresh = expiryOf(expiry, createdAt, now);
  return Math.abs(fresh - expiresAt) < expiry.touchMs ? expiresAt : fresh;
}
