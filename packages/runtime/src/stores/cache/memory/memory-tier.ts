import type { Cache } from '../../../resources/index.ts';
import type { Entry } from '../entry.ts';
import type { Invalidations } from '../invalidations.ts';

/** An entry as this process holds it. */
export interface HeldEntry {
  readonly value: unknown;
  readonly freshUntil: number;
  /** Until then this copy is good, unless invalidated. */
  readonly keptUntil: number;
  readonly tags: readonly string[];
  /** The {@link Invalidations.now} of its reading. */
  readonly read: number;
  readonly size: number;
}

/**
 * Entries in this process, bounded by size. Decoded values and their text differ in size by a factor of about three (V8’s
 * objects of small strings and numbers).
 */
export function sizeOf({ size }: HeldEntry, key: string): number {
  return 3 * size + 2 * key.length;
}

/** Entries in this process’s memory. */
export class MemoryTier {
  readonly #entries: Cache<string, HeldEntry>;
  readonly #invalidations: Invalidations;
  readonly #ttlMs: number;

  /** @param ttlMs how long a copy is good for; Infinity where this is the only tier */
  constructor(entries: Cache<string, HeldEntry>, invalidations: Invalidations, ttlMs: number) {
    this.#entries = entries;
    this.#invalidations = invalidations;
    this.#ttlMs = ttlMs;
  }

  read(key: string, now: number): HeldEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now < entry.keptUntil && !this.#invalidations.sinceBeside(entry.read, key, entry.tags)) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  /** Keeps what was read or loaded at the moment `read`, unless something of it was invalidated since. */
  write(key: string, entry: Entry, read: number, now: number): void {
    const { value, freshUntil, staleUntil, tags, text } = entry;
    if (this.#invalidations.since(read, key, tags)) return;
    const keptUntil = this.#ttlMs === Infinity ? staleUntil : Math.min(freshUntil, now + this.#ttlMs);
    this.#entries.set(key, { value, freshUntil, keptUntil, tags, read, size: text?.length ?? 0 });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  get bytes(): number {
    return this.#entries.bytes;
  }

  [Symbol.dispose](): void {
    this.#entries[Symbol.dispose]();
  }
}
