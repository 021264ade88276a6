import type { Exchange } from './exchange.ts';

/** A header field of the response, however its handler gave it; undefined where it has none. */
export function fieldOf({ response, headers }: Exchange, name: Lowercase<string>): unknown {
  return response.getHeader(name) ?? fieldIn(headers, name);
}

function fieldIn(headers: Exchange['headers'], name: string): unknown {
  if (headers === undefined) return undefined;
  const flat = Array.isArray(headers) ? headers : Object.entries(headers).flat();
  const at = flat.findIndex((each, i) => i % 2 === 0 && String(each).toLowerCase() === name);
  return at === -1 ? undefined : flat[at + 1];
}
