/**
 * Parameters whose values are secrets, in lower case: those of the semantic conventions (signed URLs of the large
 * clouds), and the usual names of credentials.
 */
const secretParameters = new Set([
  'awsaccesskeyid',
  'signature',
  'sig',
  'x-goog-signature',
  'x-goog-credential',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'api_key',
  'api-key',
  'apikey',
  'key',
  'secret',
  'client_secret',
  'password',
  'passwd',
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
    if (equals < end && secretParameters.has(result.slice(start, equals).toLowerCase())) {
      result = `${result.slice(0, equals + 1)}REDACTED${result.slice(end)}`;
      start = equals + 'REDACTED'.length + 2;
    } else start = end + 1;
  }
  return result;
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
