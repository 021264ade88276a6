import type { RequestFacts } from '../admission.ts';
import { BASE, bodyCost, isMuch, RouteCost, type Estimate, type Response } from './route-cost.ts';
import { routeKey } from './route-key.ts';

const MIB = 2 ** 20;

/** A request of a route that has not answered yet is taken for this, or an eighth of the room… */
const UNKNOWN = 8 * MIB;
/** …for half of it after each such time that the process was idle and it still ran, in milliseconds… */
const HALVED_AFTER_MS = 250;
/** …down to this, or a 256th of the room… */
const UNKNOWN_LEAST = MIB / 4;
/** …and, after so many milliseconds, only for what it has shown: it is an event stream, or waits. */
export const PROVEN_AFTER_MS = 5_000;
/** More routes than this share one record: paths that are not recognised as values must not fill the memory. */
const MAX_ROUTES = 500;
const REST = 'other routes';
/** Paths of each method that are remembered; then all are forgotten, and those in use come back at once. */
const MAX_REMEMBERED = 1_000;
/** Methods likewise: HTTP/2 takes any. */
const MAX_METHODS = 10;

/** What is learned of each route. */
export class RouteCosts {
  readonly #routes = new Map<string, RouteCost>();
  /** Most services ask for the same few paths again and again. By method, by path. */
  readonly #remembered = new Map<string, Map<string, RouteCost>>();
  /** What a request of an unknown route is taken for, at first and at least. */
  readonly #unknown: { readonly first: number; readonly least: number };
  /** The most that any request without a body is taken for: one object for all of them. */
  #highest: Estimate;
  /** By how much any body is multiplied at most. */
  #highestFactor = 1;
  /** Whether there is a route whose requests take turns. */
  hasTurns = false;

  /** @param roomBytes what all requests together may need */
  constructor(roomBytes: number) {
    const first = Math.round(Math.min(UNKNOWN, Math.max(BASE, roomBytes / 8)));
    this.#unknown = { first, least: Math.min(UNKNOWN_LEAST, first / 32) };
    this.#highest = { bytes: first, bodyBytes: 0 };
  }

  /** The route of a request. */
  of({ method, path }: RequestFacts): RouteCost {
    const paths = this.#remembered.get(method) ?? remember(this.#remembered, MAX_METHODS, method, new Map());
    return paths.get(path) ?? remember(paths, MAX_REMEMBERED, path, this.#named(routeKey(method, path)));
  }

  /**
   * What a request of an unknown route is taken for, beside its body, after the process was idle for `idleMs` of it. From
   * then on it is assumed of every request of the route.
   */
  assumeAfter(idleMs: number, route: RouteCost | undefined): number {
    const { first, least } = this.#unknown;
    const halved = Math.max(least, first / 2 ** Math.floor(idleMs / HALVED_AFTER_MS));
    const assumed = Math.ceil(idleMs >= PROVEN_AFTER_MS ? BASE : halved);
    return route === undefined || assumed === first ? assumed : route.assume(assumed);
  }

  /** An estimate for any route, not below that of its own, for when to find it would cost more than it is worth. */
  worst(bytes: number): Estimate {
    if (bytes === 0) return this.#highest;
    const bodyBytes = Math.ceil(this.#highestFactor * bodyCost(bytes, false));
    return { bytes: this.#highest.bytes + bodyBytes, bodyBytes };
  }

  /** A response of the route has ended: see there. */
  learnResponse(route: RouteCost, response: Response): void {
    route.learnResponse(response);
    this.#raise(route);
  }

  /** What is known of the route of a request; nothing where none of its requests has been much. */
  known({ method, path }: RequestFacts): RouteCost | undefined {
    return this.#remembered.get(method)?.get(path) ?? this.#routes.get(routeKey(method, path));
  }

  /** A request was measured: see there. A route of which nothing is known stays so where that is little. */
  learnUse(request: RequestFacts, bytes: number): void {
    const route = isMuch(bytes) ? this.of(request) : this.known(request);
    route?.learnUse(bytes);
    if (route !== undefined) this.#raise(route);
  }

  /** Requests of the route needed `ratio` times what was reserved: see there. */
  correct(route: RouteCost, ratio: number, leastNative = 0): void {
    route.correct(ratio, leastNative);
    this.#raise(route);
  }

  /** Forgets peaks that the routes themselves have left behind. To be called now and then. */
  refresh(): void {
    this.#highest = { bytes: this.#unknown.first, bodyBytes: 0 };
    this.#highestFactor = 1;
    this.hasTurns = false;
    for (const route of this.#routes.values()) this.#raise(route);
  }

  /** The routes that need most, largest first. */
  largest(count: number): readonly { readonly route: string; readonly bytes: number }[] {
    return [...this.#routes.values()]
      .map((route) => ({ route: route.name, bytes: route.bytesBesideBody }))
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, count);
  }

  #raise(route: RouteCost): void {
    const bytes = route.bytesBesideBody;
    if ((!route.isUnknown || route.takesMore) && bytes > this.#highest.bytes)
      this.#highest = { bytes, bodyBytes: 0 };
    this.#highestFactor = Math.max(this.#highestFactor, route.factor);
    if (route.needsTurn) this.hasTurns = true;
  }

  #named(key: string): RouteCost {
    const name = this.#routes.size >= MAX_ROUTES && !this.#routes.has(key) ? REST : key;
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const route = new RouteCost(name, this.#unknown.first);
    this.#routes.set(name, route);
    return route;
  }
}

function remember<T>(map: Map<string, T>, most: number, name: string, value: T): T {
  if (map.size >= most) map.clear();
  map.set(name, value);
  return value;
}
