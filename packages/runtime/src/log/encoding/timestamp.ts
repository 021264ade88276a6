import type { Clock } from '../../clock.ts';

/** How late it may be seen that somebody has set the system's time, in milliseconds. */
const ORIGIN_HOLDS_MS = 1000;

/**
 * The time of a line, ISO 8601 in UTC with milliseconds: people read it in `kubectl logs`, and every collector parses it
 * without being told a unit. The text is kept for the millisecond that it holds for. Of a moment by the clock; default: of now.
 */
export function isoTimestamp(clock: Clock): (at?: number) => string {
  let origin = Number.NaN;
  let askedAt = Number.NEGATIVE_INFINITY;
  let written = Number.NaN;
  let second = Number.NaN;
  let prefix = '';
  let text = '';
  return (at = clock.now()) => {
    // To ask the system for the time of day costs more than all else of it.
    if (!(at - askedAt < ORIGIN_HOLDS_MS)) {
      askedAt = at;
      origin = clock.wallTime() - clock.now();
    }
    const now = Math.floor(origin + at);
    if (now === written) return text;
    written = now;
    const ms = now % 1000;
    // Writing a whole date out takes V8 twenty times as long as the rest.
    if (now - ms !== second) {
      second = now - ms;
      prefix = new Date(second).toISOString().slice(0, -'000Z'.length);
    }
    text = `${prefix}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
    return text;
  };
}
