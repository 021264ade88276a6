/** Parts of a path that are values: numbers, UUIDs, long hexadecimal or random text. */
const value = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{32,}|(?=.*\d)[\w~=-]{16,}|.{48,})$/i;

/**
 * A name for what a request asks for, before any router has seen it: the method and the path with its values left out.
 * `GET /users/42` and `GET /users/7` are the same work.
 */
export function routeKey(method: string, path: string): string {
  const segments = path.split('/', 8).map((segment) => (value.test(segment) ? ':' : segment));
  return `${method} ${segments.join('/')}`;
}
