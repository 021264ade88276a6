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
  /** The path that its router is mounted at, without a slash at the end. */
  readonly mount: string;
  readonly pattern: string;
}

/** How many routers within each other are read: one may be mounted in itself. */
const DEEPEST = 8;

const placesOf = new WeakMap<object, Place[]>();

/**
 * The whole pattern of a route, with those of the routers that it is mounted by. What the request tells of these is the path
 * that they were reached by, with the values of their parameters, and nothing once a handler of theirs has failed.
 *
 * @param path of the request, by which the places of a router are told apart that is mounted several times
 * @returns undefined where the application does not tell it
 */
export function expressPattern(app: ExpressApp, route: object, path: string): string | undefined {
  let places = placesOf.get(route);
  if (places === undefined) {
    for (const mount of mountsOf(app)) readLayers(stackOf(app), mount, 0);
    // The deepest that the path leads to is meant. One that is not found is not looked for again.
    places = (placesOf.get(route) ?? []).toSorted((a, b) => b.mount.length - a.mount.length);
    placesOf.set(route, places);
  }
  return places.find(({ mount }) => leadsTo(mount, path))?.pattern;
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
    else add(route, { mount, pattern: mount + pathsOf(rawPath).join(',') });
  }
}

function add(route: object, place: Place): void {
  const places = placesOf.get(route);
  if (places === undefined) placesOf.set(route, [place]);
  else if (!places.some(({ pattern }) => pattern === place.pattern)) places.push(place);
}

function pathsOf(path: Path | readonly Path[]): readonly string[] {
  return [path].flat(Infinity).map(String);
}

function joined(mount: string, path: string): string {
  return mount + path.replace(/\/$/, '');
}

/** Whether a path may be one below a mount: parameters hold anything, and what is optional or of several segments is not compared. */
function leadsTo(mount: string, path: string): boolean {
  if (/[*{(\\]/.test(mount)) return true;
  const segments = path.split('/');
  return mount
    .split('/')
    .every((part, at) => part.includes(':') || part.toLowerCase() === segments[at]?.toLowerCase());
}
