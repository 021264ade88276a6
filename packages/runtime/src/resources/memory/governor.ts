import type { Clock, Timer } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import { MemoryAdmission, type Admission } from './admission/index.ts';
import { Collector, type GarbageCollection } from './collector.ts';
import { nearDeathRecord } from './forensics.ts';
import type { HeapGrowth } from './heap/index.ts';
import { intervalOf, levelOf, type PressureLevel } from './pressure.ts';
import { Readiness } from './readiness.ts';
import { Relief, type PressureListener, type Shrinkable } from './relief.ts';
import type { MemorySample, MemorySource } from './source.ts';

/** What a governor needs. */
export interface GovernorOptions {
  readonly source: MemorySource;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Bytes. See `softLimitOf`. */
  readonly softLimitBytes: number;
  /** How long a request waits for room before it is refused, in milliseconds. Default 2000. */
  readonly maxWaitMs?: number;
  /** Names what is in flight, for the record of a near death. */
  readonly inFlight?: () => readonly string[];
  /** Called when the soft limit is exceeded without any request, or death is near: for a heap snapshot. */
  readonly snapshot?: (sample: MemorySample) => void;
  /** Default: V8's own. */
  readonly collection?: GarbageCollection;
  /** Told once a second what is in use. Default: nobody is. */
  readonly growth?: Pick<HeapGrowth, 'observe'>;
  readonly random?: () => number;
  /** How long the event loop has had nothing to do since the start, in milliseconds. Default: node's own figure. */
  readonly idleMs?: () => number;
}

/** What the service may use, in bytes. */
export interface MemoryBudget {
  /** The kernel kills beyond it. */
  readonly limitBytes: number;
  /** The runtime keeps the service below it. */
  readonly softLimitBytes: number;
  /** In use when it was last looked at. */
  readonly usedBytes: number;
}

/** Garbage is collected from this share of the soft limit on. */
const COLLECT_AT = 0.85;
/** …and the young from this one where requests wait for the room that it takes. */
const COLLECT_FOR_WAITING_AT = 0.7;
/** A full collection is worth its time again once use has grown by this share of the soft limit. */
const WORTH_COLLECTING = 0.05;
/** …or so long after the last, in milliseconds, since the service may have let go of something. */
const COLLECT_AGAIN_MS = 2_000;
/** Where what is alive alone exceeds this share, caches are to give back what is above {@link SHRINK_TO}. */
const SHRINK_AT = 0.75;
const SHRINK_TO = 0.65;
/** What requests may hold of the room between the base and the soft limit; the rest is for garbage. */
const ROOM_SHARE = 0.75;
/** Requests that hold less than this share of the room tell nothing of what there is beside them. */
const QUIET = 0.05;
/** V8 collects ever harder above this share of its limit, and dies at the limit. */
const HEAP_SHARE = 0.9;
/** Where the heap is this share of all use or more, its free pages are what is to be had. */
const HEAP_HEAVY = 0.3;
/** A kind of collection that freed less than this share of the soft limit is left out for a while. */
const YIELD = 0.02;
/** Death is near at this share of the hard limit, or of V8's. */
const NEAR_DEATH = 0.97;
/** How often estimates are corrected, in milliseconds. */
const CORRECT_EVERY_MS = 250;
/** They are too high where requests wait although use has stayed below this share of the soft limit… */
const OVERESTIMATED = 0.92;
const LOWERED = 0.9;
/** …and too low where use is above this share in spite of all relief. */
const UNDERESTIMATED = 0.97;
const RAISED = 1.25;
const SECOND = 1_000;

/**
 * Keeps a process below its soft memory limit: looks at use, seldom when far from the limit and often when near; asks
 * caches to shrink; collects garbage in a bounded share of the time; lets requests in as far as there is room; and says
 * when not even that helps.
 */
export class MemoryGovernor implements Disposable {
  readonly #options: GovernorOptions;
  readonly #admission: MemoryAdmission;
  readonly #collector: Collector;
  readonly #relief = new Relief();
  readonly #readiness: Readiness;
  #timer: Timer | undefined;
  #looking = false;
  #level: PressureLevel = 'calm';
  #used: number;
  #sample: MemorySample;
  /** Use that is not due to requests in flight. */
  #base: number;
  /** Use when hardly any request was in flight, garbage and all; less where less was seen since. */
  #quiet: number;
  /** The least use ever seen after a full collection, or at the start. */
  #floor: number;
  /** Use right after the last full collection: what was alive. */
  #alive: number;
  #collectedAt = -Infinity;
  #youngPays = true;
  #compactPays = true;
  /** All that requests had given back by then. */
  #releasedBefore = 0;
  /** What was in blocks by then. */
  #blocksBefore = 0;
  #secondAt: number;
  #correctedAt: number;
  /** The highest use since estimates were corrected, after relief. */
  #peak = 0;
  #nearDeath = false;

  constructor(options: GovernorOptions) {
    const { clock, source, softLimitBytes, maxWaitMs, random } = options;
    this.#options = options;
    this.#sample = source.sample();
    const used = this.#effective(this.#sample);
    this.#used = used;
    this.#base = used;
    this.#quiet = used;
    this.#floor = used;
    this.#alive = used;
    this.#secondAt = clock.now();
    this.#correctedAt = clock.now();
    this.#collector = new Collector(clock, options.collection);
    this.#readiness = new Readiness(clock);
    this.#admission = new MemoryAdmission({
      clock,
      roomBytes: ROOM_SHARE * Math.max(0, softLimitBytes - used),
      look: () => this.#look(),
      ...(maxWaitMs !== undefined && { maxWaitMs }),
      ...(random !== undefined && { random }),
    });
    this.#look();
  }

  /** What the server asks before it runs a handler. */
  get admission(): Admission {
    return this.#admission;
  }

  get level(): PressureLevel {
    return this.#level;
  }

  /** False as the last step only: when what is alive without any request exceeds the soft limit, for seconds. */
  get ready(): boolean {
    return this.#readiness.ready;
  }

  /** How long it has not been ready, in milliseconds; 0 when it is. A process that stays so leaks. */
  get exhaustedMs(): number {
    return this.#readiness.exhaustedMs;
  }

  get budget(): MemoryBudget {
    const { source, softLimitBytes } = this.#options;
    return { limitBytes: source.limitBytes, softLimitBytes, usedBytes: this.#used };
  }

  /** Milliseconds spent in collections that the governor asked for. */
  get collectionMs(): number {
    return this.#collector.spentMs;
  }

  /** Requests refused for want of memory. */
  get refusals(): number {
    return this.#admission.refusals;
  }

  /** Calls `listener` when memory is short, until the returned handle is cleared. */
  onPressure(listener: PressureListener): Timer {
    return this.#relief.add(listener);
  }

  /** Adds a cache that is asked first when memory is short, until the returned handle is cleared. */
  addCache(cache: Shrinkable): Timer {
    return this.#relief.addCache(cache);
  }

  /** Tells of memory that was taken outside of requests, so that it is looked at in time. */
  took(bytes: number): void {
    this.#admission.passing(bytes);
  }

  [Symbol.dispose](): void {
    this.#timer?.clear();
    this.#admission[Symbol.dispose]();
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { source, clock } = this.#options;
      this.#observe(source.sample());
      this.#relieve();
      this.#peak = Math.max(this.#peak, this.#used);
      if (clock.now() - this.#correctedAt >= CORRECT_EVERY_MS) this.#correctEstimates();
      if (clock.now() - this.#secondAt >= SECOND) this.#everySecond();
      this.#setBounds();
    } finally {
      this.#looking = false;
    }
    this.#timer?.clear();
    const { clock, softLimitBytes } = this.#options;
    this.#timer = clock.after(intervalOf(softLimitBytes - this.#used), () => this.#look());
  }

  #observe(sample: MemorySample): void {
    const { softLimitBytes } = this.#options;
    this.#used = this.#effective(sample);
    this.#sample = sample;
    this.#base = Math.min(this.#base, this.#used);
    this.#enter(levelOf(this.#level, this.#used / softLimitBytes, this.#base / softLimitBytes));
    this.#watchDeath(sample);
  }

  /** The steps on approach, each only as far as the one before did not do. */
  #relieve(): void {
    const { clock, softLimitBytes } = this.#options;
    const waiting = this.#admission.ledger.waiting.size > 0;
    if (this.#used < (waiting ? COLLECT_FOR_WAITING_AT : COLLECT_AT) * softLimitBytes) return;
    const freed = this.#shrinkCaches();
    if (this.#youngPays) {
      const before = this.#used;
      if (!this.#collect('young')) return;
      this.#youngPays = before - this.#used >= YIELD * softLimitBytes;
    }
    if (this.#used < COLLECT_AT * softLimitBytes && freed === 0) return;
    const { releasedBytes, blockBytes } = this.#admission.ledger;
    // Blocks come and go without a collection.
    const grown = this.#used - this.#alive - (blockBytes - this.#blocksBefore);
    const garbage = Math.max(grown, releasedBytes - this.#releasedBefore, freed);
    const due = clock.now() - this.#collectedAt >= COLLECT_AGAIN_MS;
    if (!due && garbage < WORTH_COLLECTING * softLimitBytes) return;
    const inHeap = this.#sample.heapUsedBytes >= HEAP_HEAVY * this.#used;
    if (!this.#collect(inHeap ? 'compact' : 'full')) return;
    // Pages that V8 keeps for itself show as use that no full collection changes.
    if (this.#compactPays && !inHeap && this.#used >= COLLECT_AT * softLimitBytes) {
      const before = this.#used;
      this.#compactPays = !this.#collect('compact') || before - this.#used >= YIELD * softLimitBytes;
    }
    this.#learnAlive();
    // What is let go of now is garbage at the next look.
    if (this.#shrinkCaches() > 0) this.#alive = 0;
  }

  #collect(what: keyof GarbageCollection): boolean {
    if (!this.#collector.collect(what, this.#used > this.#options.softLimitBytes)) return false;
    this.#observe(this.#options.source.sample());
    return true;
  }

  #learnAlive(): void {
    const { heldBytes, arrivedBytes, blockBytes, releasedBytes } = this.#admission.ledger;
    this.#blocksBefore = blockBytes;
    this.#collectedAt = this.#options.clock.now();
    this.#releasedBefore = releasedBytes;
    this.#alive = this.#used;
    this.#floor = Math.min(this.#floor, this.#used);
    // What is alive beyond the reservations is no request's; so estimates that are too low take their own room.
    this.#base = Math.max(this.#floor, this.#used - heldBytes - arrivedBytes);
  }

  #shrinkCaches(): number {
    const { softLimitBytes } = this.#options;
    if (this.#alive < SHRINK_AT * softLimitBytes) return 0;
    return this.#relief.ask({
      level: this.#level,
      bytes: this.#alive - SHRINK_TO * softLimitBytes,
      ...this.budget,
    });
  }

  /** What nobody accounts for counts as taken until a collection shows that it is garbage. */
  #setBounds(): void {
    const { softLimitBytes } = this.#options;
    const { heldBytes, bodyBytes, arrivedBytes } = this.#admission.ledger;
    const own = Math.max(this.#base, Math.min(this.#quiet, this.#used));
    const capacity = ROOM_SHARE * Math.max(0, softLimitBytes - own);
    this.#quiet =
      heldBytes + arrivedBytes <= QUIET * capacity ? this.#used : Math.min(this.#quiet, this.#used);
    // Of what is held, bodies to come are in use nowhere; the rest may be.
    const taken = Math.max(this.#base, this.#quiet, this.#used - (heldBytes - bodyBytes));
    this.#admission.setBounds(ROOM_SHARE * (softLimitBytes - taken), softLimitBytes - this.#used, capacity);
  }

  #everySecond(): void {
    const { clock, softLimitBytes, growth } = this.#options;
    this.#secondAt = clock.now();
    this.#admission.tick();
    if (this.#used < SHRINK_TO * softLimitBytes) this.#relief.recover();
    const { heapUsedBytes } = this.#sample;
    growth?.observe({ usedBytes: this.#used, heapUsedBytes, softLimitBytes });
    const changed = this.#readiness.observe(this.#level);
    if (changed) this.#options.bus.emit({ type: 'memory.readiness', ready: this.ready, ...this.budget });
  }

  /** More requests at once while memory allows and some wait, fewer when it does not: what an estimate can't know. */
  #correctEstimates(): void {
    const { clock, softLimitBytes, idleMs } = this.#options;
    const share = this.#peak / softLimitBytes;
    this.#correctedAt = clock.now();
    this.#youngPays = true;
    this.#peak = 0;
    this.#admission.ease((idleMs ?? systemIdleMs)());
    if (share > UNDERESTIMATED) this.#admission.correct(RAISED);
    else if (share < OVERESTIMATED && this.#admission.ledger.waiting.size > 0)
      this.#admission.correct(LOWERED);
  }

  #enter(level: PressureLevel): void {
    if (level === this.#level) return;
    this.#compactPays = true;
    const from = this.#level;
    this.#level = level;
    if (level === 'calm') this.#nearDeath = false;
    this.#options.bus.emit({ type: 'memory.pressure', from, to: level, ...this.budget });
    if (level === 'exhausted') this.#options.snapshot?.(this.#sample);
  }

  /** One number for two limits: where less is left of V8's, what is left is that. */
  #effective({ usedBytes, heapUsedBytes, heapLimitBytes }: MemorySample): number {
    const heapHeadroom = HEAP_SHARE * heapLimitBytes - heapUsedBytes;
    return Math.max(usedBytes, this.#options.softLimitBytes - heapHeadroom);
  }

  #watchDeath(sample: MemorySample): void {
    const { source, bus, inFlight, snapshot } = this.#options;
    const near =
      sample.usedBytes >= NEAR_DEATH * source.limitBytes ||
      sample.heapUsedBytes >= NEAR_DEATH * sample.heapLimitBytes ||
      sample.kernel?.underOom === true;
    if (!near || this.#nearDeath) return;
    this.#nearDeath = true;
    const record = nearDeathRecord(sample, source.limitBytes, this.#admission, inFlight?.() ?? []);
    bus.emit({ type: 'memory.near-death', ...record });
    snapshot?.(sample);
  }
}

function systemIdleMs(): number {
  return performance.eventLoopUtilization().idle;
}
