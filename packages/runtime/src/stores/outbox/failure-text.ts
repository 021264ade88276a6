import { inspect } from 'node:util';

/** Characters of a failure that are kept with its message. */
const LONGEST = 1000;

/** A failure with its causes, as text that PostgreSQL can store: it has no NUL. */
export function failureText(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at !== undefined && parts.length < 5; at = at instanceof Error ? at.cause : undefined)
    parts.push(at instanceof Error ? at.message : inspect(at));
  return parts.join(': ').replaceAll('\u0000', '').slice(0, LONGEST);
}
