/**
 * Values of a cookie in a request's `Cookie` header: a browser may send several of one name, set for other paths or by
 * other hosts of the domain, and tells them apart by nothing (RFC 6265 §5.4).
 */
export function* cookieValues(header: string, name: string): Generator<string> {
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) yield pair.slice(equals + 1).trim();
  }
}
