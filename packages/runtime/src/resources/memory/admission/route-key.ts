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

/** Paths that are remembered; then all are forgotten, and those in use come back at once. */
const MAX_REMEMBERED = 1_000;

/** Remembers the names of recent paths: most services ask for the same few again and again. */
export class RouteKeys {
  readonly #keys = new Map<string, string>();

  of(method: string, path: string): string {
    const name = `${method} ${path}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    if (this.#keys.size >= MAX_REMEMBERED) this.#keys.clear();
    const key = routeKey(method, path);
    this.#keys.set(name, key);
    return key;
  }
}
