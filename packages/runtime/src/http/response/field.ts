import type { Exchange } from '../exchange/exchange.ts';

/** A header field of the response, however its handler gave it; undefined where it has none. */
export function fieldOf({ response, headers }: Exchange, name: Lowercase<string>): unknown {
  return response.getHeader(name) ?? fieldIn(headers, name);
}

/** A field that was passed to `writeHead`. Each response passes here: nothing is made of its fields but the one that is asked for. */
export function fieldIn(headers: Exchange['headers'], name: string): unknown {
  if (headers === undefined) return undefined;
  if (!Array.isArray(headers)) {
    const fields = headers as Readonly<Record<string, unknown>>;
    for (const field in fields) if (isField(field, name)) return fields[field];
    return undefined;
  }
  for (let at = 0; at < headers.length; at += 2) if (isField(headers[at], name)) return headers[at + 1];
  return undefined;
}

/** Names and values in turn, without the fields of `names`, which are in lower case. */
export function withoutFields<T>(list: readonly T[], names: ReadonlySet<string>): T[] {
  return list.filter((_, at) => !names.has(String(list[at - (at % 2)]).toLowerCase()));
}

/** Whether a field's name, in any case, is `name`, in lower case. */
export function isField(field: unknown, name: string): boolean {
  return typeof field === 'string' && field.length === name.length && field.toLowerCase() === name;
}
