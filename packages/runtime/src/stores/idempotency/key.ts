import { HttpError } from '../../errors.ts';

/** A structured field's string (RFC 9651, section 3.3.3) of 1 to 255 characters. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"$/;

/** What clients send that don't quote it, as many payment services ask for. */
const BARE = /^[\x21\x23-\x7e]{1,255}$/;

/**
 * The key that a client has chosen for a request, from the header `Idempotency-Key`; undefined where there is none. Quotes
 * are not part of it.
 *
 * @throws HttpError SW_IDEMPOTENCY_KEY, status 400, where the header is none
 */
export function readKey(headers: Headers): string | undefined {
  const header = headers.get('idempotency-key')?.trim();
  if (header === undefined) return undefined;
  const quoted = QUOTED.exec(header)?.[1];
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, '$1');
  if (BARE.test(header)) return header;
  throw badKey('The Idempotency-Key is not a string of 1 to 255 printable ASCII characters');
}

/** The refusal of a key that is missing or malformed. */
export function badKey(what: string): HttpError {
  return new HttpError('SW_IDEMPOTENCY_KEY', { what }, { status: 400, expose: true });
}
