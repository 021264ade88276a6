/** What a URL, or a router, writes otherwise. Most paths have nothing of it. */
const unusual = /[%#\\]|\/\.|[^!-~]/;
const escapes = /(?:%[\da-f]{2})+/gi;

/**
 * The path by which handlers route: without `.` and `..` (RFC 3986 §6.2.2.3) and without a fragment, as `new URL` has it, and
 * what need not be escaped is not, as in hono and fastify (§6.2.2.2). An escaped `/` remains one. Case, and a slash at the end, count.
 *
 * @param path without the query
 */
export function routePathOf(path: string): string {
  if (!unusual.test(path) || !path.startsWith('/')) return path;
  return new URL(`http://a${path}`).pathname.replace(escapes, unescaped);
}

function unescaped(escapes: string): string {
  try {
    return decodeURI(escapes);
  } catch {
    return escapes;
  }
}
