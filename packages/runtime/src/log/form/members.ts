import type { AccessEntry } from '../access-log.ts';
import { numeral } from '../encoding/ascii.ts';
import { escapeJson } from '../encoding/json-string.ts';
import type { RequestKind } from './log-form.ts';

/** Members of a JSON object, each with a comma before it; what is undefined is left out. */
export function members(fields: Readonly<Record<string, string | number | undefined>>): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined)
      text += `,"${name}":${typeof value === 'number' ? numeral(value) : `"${escapeJson(value)}"`}`;
  }
  return text;
}

/** The message of a request's line: `GET /users/7 200`. */
export function accessMessage({ method, path, status }: AccessEntry): string {
  return `${method} ${path} ${numeral(status)}`;
}

/** The status, where a response was begun. */
export function begunStatus({ status }: RequestKind): number | undefined {
  return status === 0 ? undefined : status;
}

/** How it ended, where that was not in order. */
export function trouble({ outcome }: AccessEntry): string | undefined {
  return outcome === 'completed' ? undefined : outcome;
}
