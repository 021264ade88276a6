import type { Clock } from '../../clock.ts';
import type { EntryOptions } from './cache-store.ts';
import type { Codec } from './codec.ts';
import type { Counts } from './counts.ts';
import type { Entry } from './entry.ts';
import { freeze } from './freeze.ts';

/** What holds for entries unless they say otherwise. */
export interface EntryDefaults {
  readonly ttlMs: number;
  readonly staleMs: number;
  readonly negativeTtlMs: number;
  /** The part of the time to live that is left to chance, so that what was stored together doesn’t end together. */
  readonly jitter: number;
  /** Characters of text that an entry may have. */
  readonly maxValueLength: number;
}

/** What entries are made with. */
export interface EntryMakerParts {
  readonly clock: Clock;
  readonly codec: Codec;
  readonly counts: Counts;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Makes entries of values. */
export class EntryMaker {
  readonly #defaults: EntryDefaults;
  readonly #parts: EntryMakerParts;

  constructor(defaults: EntryDefaults, parts: EntryMakerParts) {
    this.#defaults = defaults;
    this.#parts = parts;
  }

  /** An entry as every later reader will see it. @throws what the codec throws */
  make(value: unknown, options: EntryOptions): Entry {
    const { clock, codec, random } = this.#parts;
    const { negativeTtlMs, ttlMs, staleMs } = this.#timesOf(options);
    const text = value === undefined ? undefined : codec.encode(value);
    const lifetimeMs = (text === undefined ? negativeTtlMs : ttlMs) * (1 - this.#defaults.jitter * random());
    const freshUntil = Math.round(clock.wallTime() + lifetimeMs);
    return {
      value: text === undefined ? undefined : freeze(codec.decode(text)),
      freshUntil,
      staleUntil: text === undefined ? freshUntil : freshUntil + staleMs,
      tags: options.tags ?? [],
      text,
    };
  }

  /** Whether it is to be kept: it has time to live, and is not too large. */
  keeps({ text, freshUntil }: Entry): boolean {
    if (text === undefined) return freshUntil > this.#parts.clock.wallTime();
    if (text.length <= this.#defaults.maxValueLength) return true;
    this.#parts.counts.oversized++;
    return false;
  }

  /** Milliseconds that an entry lives at the longest. */
  longestMs(options: EntryOptions): number {
    const { negativeTtlMs, ttlMs, staleMs } = this.#timesOf(options);
    return Math.max(negativeTtlMs, ttlMs + staleMs);
  }

  #timesOf({ ttlMs, staleMs, negativeTtlMs }: EntryOptions) {
    const defaults = this.#defaults;
    return {
      ttlMs: wholeMs(ttlMs ?? defaults.ttlMs),
      staleMs: wholeMs(staleMs ?? defaults.staleMs),
      negativeTtlMs: wholeMs(negativeTtlMs ?? defaults.negativeTtlMs),
    };
  }
}

/** A century: what is to live for ever does so, and the server has a number for it. */
const LONGEST_MS = 100 * 365 * 24 * 3_600_000;

/** Servers take whole milliseconds only. */
function wholeMs(ms: number): number {
  return Math.min(Math.ceil(ms), LONGEST_MS);
}
