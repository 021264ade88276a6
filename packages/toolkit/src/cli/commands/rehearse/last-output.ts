import { lastErrorIn, plainOutput } from '../../../rehearse/index.ts';

/** So many of the last lines of a container are kept: Node writes an error that nobody caught with all its fields, of which it may have a hundred. */
export const KEPT_LINES = 200;

/** So many of them are shown: of what begins with the error the first ones, and the last ones, which name the runtime. */
const [FIRST, LAST] = [12, 8];

/** What is shown of the last lines of a container that failed: from its last error on, without the middle of many. */
export function lastOutput(lines: readonly string[]): string[] {
  const error = lastErrorIn(lines);
  const latest = Math.max(0, lines.length - FIRST - LAST);
  const shown = lines.slice(error < 0 ? latest : Math.min(error, latest));
  if (shown.length <= FIRST + LAST) return shown.map((text) => plainOutput(text));
  const more = `… ${shown.length - FIRST - LAST} lines more`;
  return [...shown.slice(0, FIRST), more, ...shown.slice(-LAST)].map((text) => plainOutput(text));
}
