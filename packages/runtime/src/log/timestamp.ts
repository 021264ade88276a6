import type { Clock } from '../clock.ts';

/**
 * The time of a line, ISO 8601 in UTC with milliseconds: people read it in `kubectl logs`, and every collector parses it
 * without being told a unit. The text is kept for the millisecond that it holds for.
 */
export function isoTimestamp(clock: Clock): () => string {
  let at = Number.NaN;
  let text = '';
  return () => {
    const now = Math.floor(clock.wallTime());
    if (now !== at) {
      at = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}
