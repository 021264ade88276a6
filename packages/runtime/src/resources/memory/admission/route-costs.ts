const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** Objects of any request: headers, streams, contexts, in bytes. */
const BASE = 16 * KIB;
/** A body that is buffered exists as chunks and, once put together, a second time. */
const PER_BODY_BYTE = 2.25;
/** The share of that which its arrival takes. */
const ONCE = 0.5;
/**
 * A response exists as the objects it is made of, as text and as bytes. Measured on 10,000 rows: 1.1 MiB as JSON, 5.3 MiB
 * as objects.
 */
const PER_RESPONSE_BYTE = 6;
/** A request of a route that has not answered yet is taken for this, or an eighth of the room… */
const UNKNOWN = 8 * MIB;
/** …for half of it after each such time that the process was idle and it still ran, in milliseconds… */
const HALVED_AFTER_MS = 250;
/** …down to this, or a 256th of the room… */
const UNKNOWN_LEAST = MIB / 4;
/** …and, after so many milliseconds, only for what it has shown: it is an event stream, or waits. */
const PROVEN_AFTER_MS = 5_000;
/** Learned figures move from a peak towards what is seen by this share with each request. */
const DECAY = 0.02;
/**
 * Learned correction of all of this, at least and at most. A body that was declared can come to its full size long after
 * it was let in, so what it needs is never taken for less than that.
 */
const LEAST_FACTOR = 0.5;
/** …and of a body at least so much: a buffered one needs half of its estimate to arrive, and is put together beside that. */
const LEAST_BODY_FACTOR = 0.75;
const MOST_FACTOR = 8;
/** More routes than this share one record: paths that are not recognised as values must not fill the memory. */
const MAX_ROUTES = 500;
const REST = 'other routes';

/** What a request is taken for, in bytes. */
export interface Estimate {
  /** All of it. */
  readonly bytes: number;
  /** Of these, for its body. */
  readonly bodyBytes: number;
}

/** What was learned of one route. */
interface RouteRecord {
  readonly key: string;
  /** Decaying maximum of bytes buffered by a response; undefined until the first has ended. */
  responseBytes: number | undefined;
  /** What is assumed until then; undefined: the first guess. */
  assumedBytes: number | undefined;
  /** What requests really needed, relative to the estimate. */
  factor: number;
  /** Whether its bodies are read into one block each. */
  once: boolean;
}

/** Learns what a request of each route needs, from sizes that are known and from how far estimates were off. */
export class RouteCosts {
  readonly #routes = new Map<string, RouteRecord>();
  /** What a request of an unknown route is taken for, at first and at least. */
  readonly #unknown: { readonly first: number; readonly least: number };
  /** The most that any request without a body is taken for… */
  #highest: number;
  /** …and by how much any body is multiplied. */
  #highestFactor = 1;

  /** @param roomBytes what all requests together may need */
  constructor(roomBytes: number) {
    const first = Math.min(UNKNOWN, Math.max(BASE, roomBytes / 8));
    this.#unknown = { first, least: Math.min(UNKNOWN_LEAST, first / 32) };
    this.#highest = first;
  }

  /** What to reserve for a request of the route with a body of so many bytes. */
  estimate(key: string, bytes: number): Estimate {
    const record = this.#find(key);
    const { factor = 1, responseBytes, assumedBytes = this.#unknown.first, once = false } = record ?? {};
    const response = responseBytes === undefined ? assumedBytes : costOf(responseBytes);
    const bodyBytes = Math.max(once ? 1 : LEAST_BODY_FACTOR, factor) * bodyCost(bytes, once);
    return { bytes: factor * response + bodyBytes, bodyBytes };
  }

  /** Whether no request of the route has ended yet. */
  isUnknown(key: string): boolean {
    return this.#find(key)?.responseBytes === undefined;
  }

  /**
   * What a request of an unknown route is taken for, beside its body, after the process was idle for `idleMs` of it. From
   * then on it is assumed of every request of the route.
   */
  assumeAfter(idleMs: number, key: string | undefined): number {
    const { first, least } = this.#unknown;
    const halved = Math.max(least, first / 2 ** Math.floor(idleMs / HALVED_AFTER_MS));
    const assumed = idleMs >= PROVEN_AFTER_MS ? BASE : halved;
    if (key === undefined || assumed === first) return assumed;
    const record = this.#record(key);
    record.assumedBytes = Math.min(record.assumedBytes ?? first, assumed);
    return record.assumedBytes;
  }

  /** An estimate for any route, not below {@link estimate}, for when a name would cost more than it is worth. */
  worst(bytes: number): Estimate {
    const bodyBytes = this.#highestFactor * bodyCost(bytes, false);
    return { bytes: this.#highest + bodyBytes, bodyBytes };
  }

  /** A response of the route has ended, and its buffers held `bytes` at most. */
  learnResponse(key: string, bytes: number): void {
    const record = this.#record(key);
    record.responseBytes = decayingMaximum(record.responseBytes ?? 0, bytes);
    this.#raise(record);
  }

  /** A large body of the route was read into one block, or was not. */
  learnReading(key: string, once: boolean): void {
    if (once) this.#record(key).once = true;
    else if (this.#find(key)?.once === true) this.#record(key).once = false;
  }

  /** Requests of the route needed `ratio` times what was reserved. Of an unknown route nothing is concluded. */
  correct(key: string, ratio: number): void {
    const record = this.#find(key);
    if (record === undefined) return;
    record.factor = Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, record.factor * ratio));
    this.#raise(record);
  }

  /** Forgets peaks that the routes themselves have left behind. To be called now and then. */
  refresh(): void {
    this.#highest = this.#unknown.first;
    this.#highestFactor = 1;
    for (const record of this.#routes.values()) this.#raise(record);
  }

  /** The routes that need most, largest first. */
  largest(count: number): readonly { readonly route: string; readonly bytes: number }[] {
    return [...this.#routes.values()]
      .map(({ key }) => ({ route: key, bytes: Math.round(this.estimate(key, 0).bytes) }))
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
    const record = this.#routes.get(name) ?? {
      key: name,
      responseBytes: undefined,
      assumedBytes: undefined,
      factor: 1,
      once: false,
    };
    this.#routes.set(name, record);
    return record;
  }
}

function costOf(responseBytes: number): number {
  return BASE + PER_RESPONSE_BYTE * responseBytes;
}

/** What a body takes by its arrival, which is all where it is read into one block (`readBody`), or put together as well. */
export function bodyCost(bodyBytes: number, once: boolean): number {
  return (once ? ONCE : 1) * PER_BODY_BYTE * bodyBytes;
}

function decayingMaximum(before: number, seen: number): number {
  return seen >= before ? seen : before + (seen - before) * DECAY;
}
