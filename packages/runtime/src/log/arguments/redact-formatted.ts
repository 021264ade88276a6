import { formatsOf } from './formats.ts';
import { logValue } from '../fields/log-value.ts';

/** Those that show an object's fields. */
const OF_FIELDS = new Set(['o', 'O', 'j']);

/** Replaces arguments of a log call whose fields its message shows (`%o`) by what may be shown of them. `%s` shows none. */
export function redactFormatted(args: unknown[]): void {
  const at = typeof args[0] === 'string' ? 0 : 1;
  const message = args[at];
  let next = at + 1;
  if (typeof message !== 'string' || args.length <= next) return;
  for (const kind of formatsOf(message)) {
    if (OF_FIELDS.has(kind) && next < args.length) args[next] = logValue(args[next]);
    next++;
  }
}
