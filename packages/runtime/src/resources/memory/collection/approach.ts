import type { Clock } from '../../../clock.ts';
import type { Ledger } from '../admission/index.ts';
import { Collector } from './collector.ts';
import { Garbage, type MemoryFigures } from './garbage.ts';
import type { Limits } from '../limits/process-limits.ts';
import type { Pages } from '../heap/index.ts';
import type { Room } from '../room/room.ts';
import type { MemorySample } from '../sampling/source.ts';
import type { CollectionKind, GarbageCollection } from './v8-collection.ts';

/** Garbage is collected from this share of the soft limit on. */
const COLLECT_AT = 0.85;
/** …and the young from this one where requests wait for the room that it takes. */
const COLLECT_FOR_WAITING_AT = 0.7;
/** Where what is alive alone exceeds this share, caches are to give back what is above {@link SHRINK_TO}. */
const SHRINK_AT = 0.75;
/** Below this share of the soft limit caches may grow again. */
export const SHRINK_TO = 0.65;
/** Where the heap is this share of all use or more, its free pages are what is to be had. */
const HEAP_HEAVY = 0.3;
/** …and where V8 keeps this share of the soft limit beside. */
const WORTH_COMPACTING = 0.05;
/** So often in a row a compaction may turn out to be the end of what V8 had begun, and free nothing. */
const VAIN_MOST = 4;
/** A kind of collection that freed less than this share of the soft limit is left out for a while. */
const YIELD = 0.02;

/** What was found at the last look, in bytes. */
export interface Found {
  readonly usedBytes: number;
  readonly sample: MemorySample;
  readonly limits: Limits;
  /** Of use, in blocks that need no collection to be given back. */
  readonly takenBytes: number;
}

/** What the steps go by and act through. */
export interface ApproachOptions {
  readonly clock: Clock;
  /** Default: V8's own. */
  readonly collection: GarbageCollection | undefined;
  readonly softLimitBytes: number;
  /** In use at the start. */
  readonly usedBytes: number;
  readonly ledger: Ledger;
  readonly pages: Pages;
  readonly room: Room;
  readonly found: () => Found;
  /** Looks at memory again. */
  readonly look: () => void;
  /** Asks caches and listeners for so many bytes, and returns how many they let go of. */
  readonly ask: (bytes: number) => number;
}

/** What is done as use approaches the soft limit: caches shrink, then the young are collected, then everything. */
export class Approach {
  readonly #options: ApproachOptions;
  readonly #collector: Collector;
  readonly #garbage: Garbage;
  #youngPays = true;
  /** Compactions since one that was more than the end of what V8 had begun, or freed anything. */
  #vainInARow = 0;

  constructor(options: ApproachOptions) {
    const { clock, collection, softLimitBytes, usedBytes } = options;
    this.#options = options;
    this.#collector = new Collector(clock, collection);
    this.#garbage = new Garbage(softLimitBytes, usedBytes);
  }

  /** Milliseconds spent in collections so far. */
  get collectionMs(): number {
    return this.#collector.spentMs;
  }

  set softLimitBytes(bytes: number) {
    this.#garbage.softLimitBytes = bytes;
  }

  /** The young may be worth a collection again. To be called now and then. */
  tryYoung(): void {
    this.#youngPays = true;
  }

  /** The steps, each only as far as the one before did not do. */
  relieve(): void {
    const { clock, ledger, pages } = this.#options;
    const { usedBytes, limits, sample } = this.#found;
    const { softLimitBytes } = limits;
    if (usedBytes < (ledger.isShort ? COLLECT_FOR_WAITING_AT : COLLECT_AT) * softLimitBytes) return;
    const freed = this.#shrinkCaches();
    const spare = pages.spareBytes(sample);
    // Pages that V8 keeps for itself show as use that no full collection changes.
    const inPages =
      sample.heapUsedBytes >= HEAP_HEAVY * usedBytes || spare >= WORTH_COMPACTING * softLimitBytes;
    const isNeverDone = this.#vainInARow >= VAIN_MOST;
    if (this.#youngPays && this.#copyFits && !isNeverDone) {
      const kind = this.#collect('young');
      if (kind === 'full') this.#collectedWhole(kind, usedBytes, inPages);
      if (kind !== 'young') return;
      this.#youngPays = usedBytes - this.#found.usedBytes >= YIELD * softLimitBytes;
    }
    const before = this.#found.usedBytes;
    if (before < COLLECT_AT * softLimitBytes && freed === 0) return;
    if (!this.#garbage.isWorthCollecting(clock.now(), this.#figures, Math.max(freed, spare))) return;
    const compaction = this.#copyFits && !isNeverDone ? 'compact' : 'last-resort';
    const kind = this.#collect(inPages ? compaction : 'full');
    if (kind !== undefined) this.#collectedWhole(kind, before, inPages);
  }

  /** @param inPages whether pages were to be given back */
  #collectedWhole(kind: CollectionKind, before: number, inPages: boolean): void {
    const { clock, ledger, pages, room } = this.#options;
    const { usedBytes, sample, limits } = this.#found;
    const paid = before - usedBytes >= YIELD * limits.softLimitBytes;
    // What V8 had begun before tells nothing of the pages that it would give back.
    if (kind !== 'full') pages.compacted(sample, paid ? 0 : pages.spareBytes(sample));
    this.#vainInARow = kind === 'full' && inPages && !paid ? this.#vainInARow + 1 : 0;
    room.collected(usedBytes, ledger);
    this.#garbage.collected(clock.now(), this.#figures, paid);
    // What is let go of now is garbage at the next look.
    if (this.#shrinkCaches() > 0) this.#garbage.expect();
  }

  #collect(what: CollectionKind): CollectionKind | undefined {
    const { usedBytes, limits } = this.#found;
    const kind = this.#collector.collect(what, usedBytes > limits.softLimitBytes);
    if (kind !== undefined) this.#options.look();
    return kind;
  }

  #shrinkCaches(): number {
    const { softLimitBytes } = this.#found.limits;
    const { aliveBytes } = this.#garbage;
    if (aliveBytes < SHRINK_AT * softLimitBytes) return 0;
    return this.#options.ask(aliveBytes - SHRINK_TO * softLimitBytes);
  }

  /** Whether all of the young generation could be copied. */
  get #copyFits(): boolean {
    const { sample, limits } = this.#found;
    return sample.usedBytes + sample.copyBytes <= limits.limitBytes;
  }

  get #figures(): MemoryFigures {
    const { usedBytes, takenBytes } = this.#found;
    return { usedBytes, takenBytes, releasedBytes: this.#options.ledger.releasedBytes };
  }

  get #found(): Found {
    return this.#options.found();
  }
}
