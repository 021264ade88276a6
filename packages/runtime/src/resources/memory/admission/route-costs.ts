const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** Objects of any request: headers, streams, contexts, in bytes. */
const BASE = 16 * KIB;
/** A body that is buffered exists as chunks and, once put together, a second time. */
const PER_BODY_BYTE = 2.25;
/** A response exists as the objects it is made of, as text and as bytes. Measured 3.5 on 10,000 rows as JSON. */
const PER_RESPONSE_BYTE = 4;
/** A route that has not answered yet is taken for this, at most. */
const UNKNOWN = 4 * MIB;
/** Learned figures move from a peak towards what is seen by this share with each request. */
const DECAY = 0.02;
/** Learned correction of all of this, at least and at most. */
const LEAST_FACTOR = 0.1;
const MOST_FACTOR = 8;
/** More routes than this share one record: paths that are not recognised as values must not fill the memory. */
const MAX_ROUTES = 500;
const REST = 'other routes';

/** What was learned of one route. */
interface RouteRecord {
  readonly key: string;
  /** Decaying maximum of bytes buffered by a response; undefined until the first has ended. */
  responseBytes: number | undefined;
  /** What requests really needed, relative to the estimate. */
  factor: number;
}

/** Learns what a request of each route needs, from sizes that are known and from how far estimates were off. */
export class RouteCosts {
  readonly #routes = new Map<string, RouteRecord>();
  /** What an unknown route is taken for, in bytes. */
  readonly unknownBytes: number;
  /** The most that any request without a body is taken for… */
  #highest: number;
  /** …and by how much any body is multiplied. */
  #highestFactor = 1;

  /** @param roomBytes what all requests together may need */
  constructor(roomBytes: number) {
    this.unknownBytes = Math.min(UNKNOWN, Math.max(BASE, roomBytes / 16));
    this.#highest = this.unknownBytes;
  }

  /** Bytes to reserve for a request of the route with a body of `bodyBytes`. */
  estimate(key: string, bodyBytes: number): number {
    const record = this.#find(key);
    if (record === undefined) return this.unknownBytes + bodyCost(bodyBytes);
    return record.factor * (costOf(record.responseBytes ?? 0) + bodyCost(bodyBytes));
  }

  /** Whether no request of the route has ended yet. */
  isUnknown(key: string): boolean {
    return this.#find(key)?.responseBytes === undefined;
  }

  /** An estimate for any route, not below {@link estimate}, for when a name would cost more than it is worth. */
  worst(bodyBytes: number): number {
    return this.#highest + this.#highestFactor * bodyCost(bodyBytes);
  }

  /** A response of the route has ended, and its buffers held `bytes` at most. */
  learnResponse(key: string, bytes: number): void {
    const record = this.#record(key);
    record.responseBytes = decayingMaximum(record.responseBytes ?? 0, bytes);
    this.#raise(record);
  }

  /** Requests of the route needed `ratio` times what was reserved. */
  correct(key: string, ratio: number): void {
    const record = this.#record(key);
    record.factor = Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, record.factor * ratio));
    this.#raise(record);
  }

  /** Forgets peaks that the routes themselves have left behind. To be called now and then. */
  refresh(): void {
    this.#highest = this.unknownBytes;
    this.#highestFactor = 1;
    for (const record of this.#routes.values()) this.#raise(record);
  }

  /** The routes that need most, largest first. */
  largest(count: number): readonly { readonly route: string; readonly bytes: number }[] {
    return [...this.#routes.values()]
      .map(({ key }) => ({ route: key, bytes: Math.round(this.estimate(key, 0)) }))
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, count);
  }

  #raise({ factor, responseBytes = 0 }: RouteRecord): void {
    this.#highest = Math.max(this.#highest, factor * costOf(responseBytes));
    this.#highestFactor = Math.max(this.#highestFactor, factor);
  }

  #find(key: string): RouteRecord | undefined {
    return this.#routes.get(key) ?? (this.#full ? this.#routes.get(REST) : undefined);
  }

  get #full(): boolean {
    return this.#routes.size >= MAX_ROUTES;
  }

  #record(key: string): RouteRecord {
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const name = this.#full ? REST : key;
    const record = this.#routes.get(name) ?? { key: name, responseBytes: undefined, factor: 1 };
    this.#routes.set(name, record);
    return record;
  }
}

function costOf(responseBytes: number): number {
  return BASE + PER_RESPONSE_BYTE * responseBytes;
}

function bodyCost(bodyBytes: number): number {
  return PER_BODY_BYTE * bodyBytes;
}

function decayingMaximum(before: number, seen: number): number {
  return seen >= before ? seen : before + (seen - before) * DECAY;
}
