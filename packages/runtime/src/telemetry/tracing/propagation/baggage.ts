import {
  baggageEntryMetadataFromString,
  propagation,
  type Baggage,
  type BaggageEntry,
} from '@opentelemetry/api';

/** What must be passed on at least, and what we pass on at most (W3C Baggage, section 3.3.2). */
const MAX_MEMBERS = 64;
const MAX_BYTES = 8192;
/** `token` of RFC 9110. */
const KEY = /^[\w!#$%&'*+.^`|~-]+$/;
/** Printable ASCII but comma: anything else would break the header, or the request that carries it. */
const PROPERTIES = /^[\t -+\--~]+$/;
/** `baggage-octet`: printable ASCII but space, quotation mark, comma, semicolon and backslash. */
const VALUE = /^[!#-+\--:<-[\]-~]*$/;

/**
 * Reads a `baggage` header (W3C Baggage, section 3.3): members that are invalid or too many are left out, and a header
 * that is too long is ignored.
 */
export function parseBaggage(header: string): Baggage | undefined {
  if (header.length > MAX_BYTES) return undefined;
  const entries = new Map<string, BaggageEntry>();
  for (const member of header.split(',')) {
    const entry = parseMember(member);
    if (entry !== undefined) entries.set(...entry);
    if (entries.size === MAX_MEMBERS) break;
  }
  return entries.size === 0 ? undefined : propagation.createBaggage(Object.fromEntries(entries));
}

/** Writes a `baggage` header; undefined when there is nothing to say. */
export function formatBaggage(baggage: Baggage): string | undefined {
  let header = '';
  let count = 0;
  for (const [key, { value, metadata }] of baggage.getAllEntries()) {
    if (!KEY.test(key) || count === MAX_MEMBERS) continue;
    const properties = metadata?.toString() ?? '';
    const member = `${header === '' ? '' : ','}${key}=${encoded(value)}${PROPERTIES.test(properties) ? `;${properties}` : ''}`;
    if (header.length + member.length > MAX_BYTES) continue;
    header += member;
    count += 1;
  }
  return header === '' ? undefined : header;
}

/** Lone surrogates have no UTF-8 and would make the encoding throw. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

function parseMember(member: string): [string, BaggageEntry] | undefined {
  const [pair = '', ...properties] = member.split(';');
  const equals = pair.indexOf('=');
  const key = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (!KEY.test(key) || !VALUE.test(value)) return undefined;
  const metadata = properties.map((property) => property.trim()).filter((property) => property !== '');
  return [
    key,
    {
      value: percentDecoded(value),
      ...(metadata.length > 0 && { metadata: baggageEntryMetadataFromString(metadata.join(';')) }),
    },
  ];
}

/** Octets that are not UTF-8 become U+FFFD (section 3.3.1.3), so that one of them does not lose the whole value. */
function percentDecoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    const latin1 = value.replaceAll(/%([\dA-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(latin1, 'latin1').toString('utf8');
  }
}
