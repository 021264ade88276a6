import { mountOf, type Mount, type MountLayer } from './express-mounts.ts';

/** What of an express application is read here: its routers are lists of layers. */
export interface ExpressApp {
  readonly router?: { readonly stack?: unknown };
  /** Express 4's; there `router` throws. */
  readonly _router?: { readonly stack?: unknown };
  /** The application that this one is mounted in, and where. */
  readonly parent?: ExpressApp;
  readonly mountpath?: Path | readonly Path[];
}

type Path = string | RegExp;

/** Since router 2.3 (express 5.3) a layer keeps the path that it was made with. Before, that of a route alone is known. */
interface Layer extends MountLayer {
  readonly route?: { readonly path?: Path | readonly Path[] };
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

/** How many places of a route are kept: of a router that is mounted at a regular expression each path that leads to it is one. */
const MOST_PLACES = 100;

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
  const placeOf = () => placesOf.get(route)?.find((each) => leadsTo(each, path));
  let place = placeOf();
  // Where layers don't keep their paths, it may be mounted where no request has led yet.
  if (isNew(app, route) || (place === undefined && !hasAllPlaces(route) && !keepsPaths(app))) {
    readApp(app, path);
    place = placeOf();
  }
  // Of a path that a handler has rewritten the only place is meant, too.
  const [only, ...others] = placesOf.get(route) ?? [];
  return (place ?? (others.length === 0 ? only : undefined))?.pattern;
}

function readApp(app: ExpressApp, path: string): void {
  for (const mount of mountsOf(app)) readLayers(stackOf(app), mount, restOf(path, mount), 0);
}

/** Whether its layers keep their paths. Those that don't are asked for the path of a request. */
function keepsPaths(app: ExpressApp): boolean {
  const stack = stackOf(app);
  return !Array.isArray(stack) || (stack[0] as Layer | undefined)?.rawPath !== undefined;
}

function hasAllPlaces(route: object): boolean {
  return placesOf.get(route)?.length === MOST_PLACES;
}

function isNew(app: ExpressApp, route: object): boolean {
  const routes = readFor.get(app) ?? new WeakSet();
  readFor.set(app, routes);
  if (routes.has(route)) return false;
  routes.add(route);
  return true;
}

function stackOf(app: ExpressApp): unknown {
  return (app._router ?? app.router)?.stack;
}

function mountsOf({ parent, mountpath }: ExpressApp): readonly string[] {
  if (parent === undefined || mountpath === undefined) return [''];
  return mountsOf(parent).flatMap((mount) => pathsOf(mountpath).map((path) => joined(mount, path)));
}

/** @param path of a request, as the layers would be asked for it */
function readLayers(stack: unknown, mount: string, path: string, depth: number): void {
  if (!Array.isArray(stack) || depth > DEEPEST) return;
  for (const layer of stack as readonly Layer[]) {
    const { route, handle, rawPath = route?.path } = layer;
    if (route !== undefined && rawPath !== undefined) add(route, mount, pathsOf(rawPath).join(','));
    else if (Array.isArray(handle?.stack))
      for (const { pattern, rest } of mountsIn(layer, path))
        readLayers(handle.stack, joined(mount, pattern), rest, depth + 1);
  }
}

function mountsIn(layer: Layer, path: string): readonly Mount[] {
  const { rawPath } = layer;
  if (rawPath !== undefined) return pathsOf(rawPath).map((pattern) => ({ pattern, rest: path }));
  const mount = mountOf(layer, path);
  return mount === undefined ? [] : [mount];
}

/** What of a path an application is asked for that is mounted at `mount`. */
function restOf(path: string, mount: string): string {
  return `/${segmentsOf(path).slice(segmentsOf(mount).length).join('/')}`;
}

/** @param mount the path that the route's router is mounted at, without a slash at the end */
function add(route: object, mount: string, path: string): void {
  const pattern = mount + path;
  const places = placesOf.get(route) ?? [];
  if (hasAllPlaces(route) || places.some((place) => place.pattern === pattern)) return;
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
