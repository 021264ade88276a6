const KIB = 2 ** 10;

/** Objects of any request: headers, streams, contexts, in bytes. */
export const BASE = 16 * KIB;
/** A body that is buffered exists as chunks and, once put together, a second time. */
const PER_BODY_BYTE = 2.25;
/** The share of that which its arrival takes. */
const ONCE = 0.5;
/**
 * A response exists as the objects it is made of, as text and as bytes. Measured on 10,000 rows: 1.1 MiB as JSON, 5.3 MiB
 * as objects.
 */
const PER_RESPONSE_BYTE = 6;
/** What waits to be sent exists as the text or the Buffer that was handed over, and as what the kernel has taken of it. */
const PER_UNSENT_BYTE = 2;
/** Requests that take this beside their bodies take turns. */
const MUCH = 2 ** 20;
/** What a measured request took counts where its response explains less than this share of it… */
const EXPLAINED = 0.5;
/** …and only the second most of so many in a row: something else in the process may have grown meanwhile. */
const MEASURED = 10;
/** A request is taken for so much of that: what is collected while it runs does not show. */
const MARGIN = 1.25;
/** Learned figures move from a peak towards what is seen by this share with each request. */
const DECAY = 0.02;
/** …and those that are measured, which few are, by this one. */
const USE_DECAY = 0.1;
/**
 * Learned correction of all of this, at least and at most. A body that was declared can come to its full size long after
 * it was let in, so what it needs is never taken for less than that.
 */
const LEAST_FACTOR = 0.5;
/** …and of a body at least so much: a buffered one needs half of its estimate to arrive, and is put together beside that. */
const LEAST_BODY_FACTOR = 0.75;
const MOST_FACTOR = 8;

/** What a request is taken for, in whole bytes: V8 makes an object of each fraction that it keeps. */
export interface Estimate {
  /** All of it. */
  readonly bytes: number;
  /** Of these, for its body. */
  readonly bodyBytes: number;
}

/** A response that has ended, in bytes. */
export interface Response {
  /** The most that its buffers held. */
  readonly bytes: number;
  /** Made and sent part by part. Default 0. */
  readonly streamedBytes?: number;
  /** Held by native code that made it. Default 0. */
  readonly nativeBytes?: number;
}

/** What is learned of one route: from sizes that are known, and from how far estimates were off. */
export class RouteCost {
  readonly name: string;
  /** What is assumed of the route beside bodies until a request of it has ended, in bytes. */
  #assumedBytes: number;
  /** Whether that is less than the first guess. */
  #assumed = false;
  /** Decaying maximum of bytes buffered by a response; undefined until the first has ended. */
  #responseBytes: number | undefined = undefined;
  /** …and of bytes made and sent part by part, which it takes time to make, but no memory. */
  #streamedBytes = 0;
  /** …and of bytes held by native code that makes the responses. */
  #nativeBytes = 0;
  /** What the last requests that were measured took beside their bodies. */
  readonly #measured: number[] = [];
  /** Decaying maximum of what measured requests took; 0 for what is not much. */
  #usedBytes = 0;
  /** What requests really needed, relative to the estimate. */
  #factor = 1;
  /** The share of what native code is taken for that they need: none where what made the responses runs elsewhere. */
  #nativeFactor = 1;
  /** How long a request of it holds what it takes when nothing holds it up, in milliseconds. */
  leastMs = Infinity;
  /** Whether its bodies are read into one block each (`readBody`). */
  once = false;

  /** @param assumedBytes the first guess */
  constructor(name: string, assumedBytes: number) {
    this.name = name;
    this.#assumedBytes = assumedBytes;
  }

  /** What to reserve for a request with a body of so many bytes. */
  estimate(bodyBytes: number): Estimate {
    // What is read into one block takes that, whatever else the route takes.
    const factor = this.once ? 1 : Math.max(LEAST_BODY_FACTOR, this.#factor);
    const body = Math.ceil(factor * bodyCost(bodyBytes, this.once));
    return { bytes: this.bytesBesideBody + body, bodyBytes: body };
  }

  /** What to reserve for a request beside its body. */
  get bytesBesideBody(): number {
    const known = this.#responseBytes === undefined ? this.#assumedBytes : responseCost(this.#responseBytes);
    const native = this.#nativeFactor * this.#nativeBytes;
    if (known + native >= EXPLAINED * this.#usedBytes) return Math.ceil(this.#factor * known + native);
    // What was measured is no guess that may turn out too high.
    return Math.ceil(Math.max(1, this.#factor) * MARGIN * this.#usedBytes);
  }

  /** Whether it is known to take more than its responses explain. */
  get takesMore(): boolean {
    return this.#usedBytes > 0;
  }

  /** Whether no request of it has ended yet. */
  get isUnknown(): boolean {
    return this.#responseBytes === undefined;
  }

  /** Whether it is known to take or to make so much that few should run at once. See `Turns`. */
  get needsTurn(): boolean {
    return takesMuch(Math.max(this.#responseBytes ?? 0, this.#streamedBytes));
  }

  /** What native code seems to hold for each request, whether it was found there or not. */
  get nativeBytes(): number {
    return this.#nativeBytes;
  }

  get factor(): number {
    return this.#factor;
  }

  /** Takes it for no more than that until a request has ended. @returns for what it is taken */
  assume(bytes: number): number {
    this.#assumed = true;
    this.#assumedBytes = Math.min(this.#assumedBytes, bytes);
    return this.#assumedBytes;
  }

  /** A response has ended. */
  learnResponse({ bytes, streamedBytes = 0, nativeBytes = 0 }: Response): void {
    this.#responseBytes = decayed(this.#responseBytes ?? 0, bytes);
    this.#streamedBytes = decayed(this.#streamedBytes, streamedBytes);
    this.#nativeBytes = decayed(this.#nativeBytes, nativeBytes);
  }

  /** A request was measured: it took so many bytes beside its body. */
  learnUse(bytes: number): void {
    this.#measured.push(bytes);
    if (this.#measured.length > MEASURED) this.#measured.shift();
    const [, second = 0] = this.#measured.toSorted((a, b) => b - a);
    this.#usedBytes = decayed(this.#usedBytes, second, USE_DECAY);
    if (this.#usedBytes < MUCH) this.#usedBytes = 0;
  }

  /**
   * Requests needed `ratio` times what was reserved. Of a route that nothing is known of, nothing is concluded. What native code
   * holds is there or not: it is taken for ever less, down to nothing, and for all of it as soon as that is too low.
   *
   * @param leastNative the share of it that may be there for all that is known. Default 0
   */
  correct(ratio: number, leastNative = 0): void {
    if (this.isUnknown && !this.#assumed) return;
    this.#nativeFactor = ratio > 1 ? 1 : Math.min(1, Math.max(leastNative, this.#nativeFactor * ratio));
    this.#factor = Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, this.#factor * ratio));
  }
}

/** A peak, or on the way from it. */
function decayed(before: number, now: number, decay = DECAY): number {
  return now >= before ? now : before + (now - before) * decay;
}

/** Whether a request takes much whose response has so many bytes. */
export function takesMuch(responseBytes: number): boolean {
  return isMuch(responseCost(responseBytes));
}

/** Whether so many bytes beside a body are much. */
export function isMuch(bytes: number): boolean {
  return bytes >= MUCH;
}

/** What a request takes whose response has so many bytes, beside its body. */
export function responseCost(bytes: number): number {
  return BASE + PER_RESPONSE_BYTE * bytes;
}

/** What a request takes that was answered, while so many bytes of the answer wait for the client. */
export function sendingCost(unsentBytes: number): number {
  return BASE + PER_UNSENT_BYTE * unsentBytes;
}

/** What a body takes by its arrival, which is all where it is read into one block (`readBody`), or put together as well. */
export function bodyCost(bodyBytes: number, once: boolean): number {
  return (once ? ONCE : 1) * PER_BODY_BYTE * bodyBytes;
}
