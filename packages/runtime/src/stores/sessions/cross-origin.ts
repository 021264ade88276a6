/** A request, of node or of the web. */
interface AnyRequest {
  readonly method?: string | undefined;
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>;
}

/** Methods that must change nothing (RFC 9110 §9.2.1), and so may come from anywhere. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a browser sends the request for a page of another origin: to be answered 403 before anything is changed (CSRF).
 * SameSite does not tell hosts of one site apart, nor ports; this does. It reads what browsers say and pages can't:
 * `Sec-Fetch-Site`, and `Origin` against `Host` where a browser is older than that (as `CrossOriginProtection` of Go's
 * net/http). Requests with neither come from no browser.
 *
 * @param trusted origins of other hosts whose pages may send requests, such as `https://admin.example.org`
 */
export function isCrossOrigin(
  { method = 'GET', headers }: AnyRequest,
  trusted: readonly string[] = [],
): boolean {
  if (SAFE.has(method)) return false;
  const header = (name: string): string | undefined =>
    headers instanceof Headers ? (headers.get(name) ?? undefined) : [headers[name]].flat()[0];
  const origin = header('origin');
  if (origin !== undefined && trusted.includes(origin)) return false;
  const site = header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  const { host } = URL.parse(origin) ?? {};
  return host === undefined || host !== (header('host') ?? header(':authority'));
}
