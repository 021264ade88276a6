/** What of an express application is read here: its routers are lists of layers. */
export interface ExpressApp {
  readonly router?: { readonly stack?: unknown };
  /** Express 4's; there `router` throws. */
  readonly _router?: unknown;
  /** The application that this one is mounted in, and where. */
  readonly parent?: ExpressApp;
  readonly mountpath?: Path | readonly Path[];
}

type Path = string | RegExp;

/** Since router 2.3 (express 5.3) a layer keeps the path that it was made with. */
interface Layer {
  readonly route?: object;
  readonly handle?: { readonly stack?: unknown };
  readonly rawPath?: Path | readonly Path[];
}

/** Where a route stands. */
interface Place {
  readonly pattern: string;
  /** Of the pattern, or of the path that its router is mounted at where only that can be compared; undefined where nothing can. */
  readonly segments: readonly string[] | undefined;
  /** Whether they are those of the whole pattern. */
  readonly isWhole: boolean;
}

/** How many routers within each other are read: one may be mounted in itself. */
const DEEPEST = 8;

const placesOf = new WeakMap<object, readonly Place[]>();

/** The routes that an application was read for: what is not found is not looked for in it again. */
const readFor = new WeakMap<ExpressApp, WeakSet<object>>();

/**
 * The whole pattern of a route, with those of the routers that it is mounted by. What the request tells of these is the path
 * that they were reached by, with the values of their parameters, and nothing once a handler of theirs has failed.
 *
 * @param app that the request is at: where a handler of a mounted one has failed, the outer one, which does not know its routes
 * @param path of the request, by which the places of a router are told apart that is mounted several times
 * @returns undefined where the application does not tell it
 */
export function expressPattern(app: ExpressApp, route: object, path: string): string | undefined {
  if (isNew(app, route)) for (const mount of mountsOf(app)) readLayers(stackOf(app), mount, 0);
  const places = placesOf.get(route) ?? [];
  // Of a path that a handler has rewritten the only place is meant, too.
  const place = places.length > 1 ? places.find((each) => leadsTo(each, path)) : places[0];
  return place?.pattern;
}

function isNew(app: ExpressApp, route: object): boolean {
  const routes = readFor.get(app) ?? new WeakSet();
  readFor.set(app, routes);
  if (routes.has(route)) return false;
  routes.add(route);
  return true;
}

function stackOf(app: ExpressApp): unknown {
  return app._router === undefined ? app.router?.stack : undefined;
}

function mountsOf({ parent, mountpath }: ExpressApp): readonly string[] {
  if (parent === undefined || mountpath === undefined) return [''];
  return mountsOf(parent).flatMap((mount) => pathsOf(mountpath).map((path) => joined(mount, path)));
}

function readLayers(stack: unknown, mount: string, depth: number): void {
  if (!Array.isArray(stack) || depth > DEEPEST) return;
  for (const { route, handle, rawPath } of stack as readonly Layer[]) {
    if (rawPath === undefined) continue;
    if (route === undefined)
      for (const path of pathsOf(rawPath)) readLayers(handle?.stack, joined(mount, path), depth + 1);
    else add(route, mount, pathsOf(rawPath).join(','));
  }
}

/** @param mount the path that the route's router is mounted at, without a slash at the end */
function add(route: object, mount: string, path: string): void {
  const pattern = mount + path;
  const places = placesOf.get(route) ?? [];
  if (places.some((place) => place.pattern === pattern)) return;
  const isWhole = !isOpen.test(pattern);
  const comparable = isWhole ? pattern : mount;
  const segments = isOpen.test(comparable) ? undefined : segmentsOf(comparable);
  const place = { pattern, segments, isWhole };
  // The deepest that a path leads to is meant, and of those alike the first, as express takes it.
  placesOf.set(
    route,
    [...places, place].toSorted((a, b) => (b.segments?.length ?? 0) - (a.segments?.length ?? 0)),
  );
}

function pathsOf(path: Path | readonly Path[]): readonly string[] {
  return [path].flat(Infinity).map(String);
}

function joined(mount: string, path: string): string {
  return mount + path.replace(/\/$/, '');
}

/** Lists, what is optional, and what may be of several segments, are not compared. */
const isOpen = /[*{(\\,]/;

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/');
}

/** Whether a path may be one of a place: parameters hold anything. */
function leadsTo({ segments, isWhole }: Place, path: string): boolean {
  if (segments === undefined) return true;
  const asked = segmentsOf(path);
  if (isWhole && asked.length !== segments.length) return false;
  return segments.every((part, at) => part.includes(':') || part.toLowerCase() === asked[at]?.toLowerCase());
}
