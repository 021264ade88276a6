import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Protocol } from '../connections/connection.ts';
import { isField } from '../response/field.ts';

/**
 * Whether a request is malformed though node's parsers let it pass: one that names two hosts, since a proxy may have gone by the other
 * one (RFC 9112 §3.2, RFC 9113 §8.3.1), or in HTTP/1.1 none; one that asks for a tunnel (see `refuseTunnels`; in HTTP/2 it may be another
 * protocol that is asked for, RFC 8441, which is the handler's); one of HTTP/1.0 in chunks, which a proxy of that version has not read as
 * such: for it the body ends elsewhere (RFC 9112 §6.1); and one of HTTP/1 that says that it is of another version, such as 2.0: it would
 * be taken for a stream.
 */
export function isMalformed(request: IncomingMessage, protocol: Protocol): boolean {
  const { httpVersion, method, headers, rawHeaders } = request;
  const hosts = countHosts(rawHeaders);
  if (hosts > 1) return true;
  if (protocol === 'h2') return hosts === 1 && !isSameHost(headers);
  if (method === 'CONNECT') return true;
  if (httpVersion === '1.1') return hosts === 0;
  return httpVersion !== '1.0' || headers['transfer-encoding'] !== undefined;
}

/** Node drops the second in silence. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (isField(rawHeaders[at], 'host')) hosts++;
  return hosts;
}

/** Also where there is no authority beside it. A port that the scheme has by default may be left out (RFC 3986 §6.2.3). */
function isSameHost({ ':scheme': scheme, ':authority': authority, host }: IncomingHttpHeaders): boolean {
  const defaultPort = scheme === 'https' ? /:443$/ : /:80$/;
  const plain = (name: unknown) => String(name).toLowerCase().replace(defaultPort, '');
  return authority === undefined || plain(authority) === plain(host);
}
