import { isCredentialName } from '../../log/index.ts';

/**
 * Parameters whose values are secrets, in lower case, besides those that are named as credentials are: those of the semantic
 * conventions (signed URLs of the large clouds), and what signs or identifies a caller.
 */
const secretParameters = new Set([
  'awsaccesskeyid',
  'signature',
  'sig',
  'x-goog-signature',
  'x-amz-signature',
  'key',
  'code',
  'auth',
  'session',
]);

/** A query without its secrets: their values become `REDACTED`, as the semantic conventions write it. */
export function redactedQuery(query: string): string {
  let result = query;
  let start = 0;
  while (start < result.length) {
    const ampersand = result.indexOf('&', start);
    const end = ampersand === -1 ? result.length : ampersand;
    const equals = result.indexOf('=', start);
    if (equals === -1) break;
    if (equals < end && isSecret(result.slice(start, equals))) {
      result = `${result.slice(0, equals + 1)}REDACTED${result.slice(end)}`;
      start = equals + 'REDACTED'.length + 2;
    } else start = end + 1;
  }
  return result;
}

function isSecret(parameter: string): boolean {
  return secretParameters.has(parameter.toLowerCase()) || isCredentialName(parameter);
}

/** Host and port of an authority (`host`, `host:port`, `[v6]:port`). */
export interface HostPort {
  readonly host: string;
  readonly port: number | undefined;
}

/** Splits an authority without the cost of a URL. */
export function splitAuthority(authority: string): HostPort {
  const colon = authority.lastIndexOf(':');
  const port = Number(authority.slice(colon + 1));
  // A colon within the brackets of an IPv6 address is none of a port.
  if (colon === -1 || authority.endsWith(']') || !Number.isInteger(port))
    return { host: withoutBrackets(authority), port: undefined };
  return { host: withoutBrackets(authority.slice(0, colon)), port: port || undefined };
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
