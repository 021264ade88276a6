import type { Timer } from '../../clock.ts';
import type { PressureLevel } from '../../events.ts';
import { MemoryAdmission, type Admission } from './admission/index.ts';
import { Approach, SHRINK_TO, type Found } from './collection/approach.ts';
import { noBlocks, type BlockMemory } from './relief/block-memory.ts';
import { Correction } from './room/correction.ts';
import type { GovernorOptions, MemoryBudget } from './governor-options.ts';
import { effectiveUse, HeapRoom } from './room/heap-headroom.ts';
import { Pages } from './heap/index.ts';
import { NativeMemory } from './room/native-memory.ts';
import { intervalOf, isAbove, levelOf } from './pressure/pressure.ts';
import { NearDeath } from './pressure/near-death.ts';
import { Readiness } from './pressure/readiness.ts';
import { Relief, type PressureListener, type Shrinkable } from './relief/relief.ts';
import { limitsWith, resizedLimits, type Limits } from './limits/process-limits.ts';
import { Room, ROOM_SHARE } from './room/room.ts';
import type { MemorySample } from './sampling/source.ts';

/** What connections without a request may take of what there was room for at the start. */
const CONNECTION_SHARE = 0.5;
/** How often estimates are corrected, in milliseconds. */
const CORRECT_EVERY_MS = 250;

/**
 * Keeps a process below its soft memory limit: looks at use, seldom when far from the limit and often when near; asks
 * caches to shrink; collects garbage in a bounded share of the time; lets requests in as far as there is room; and says
 * when not even that helps.
 */
export class MemoryGovernor implements Disposable {
  readonly #options: GovernorOptions;
  readonly #admission: MemoryAdmission;
  readonly #approach: Approach;
  readonly #relief: Relief;
  readonly #readiness: Readiness;
  readonly #room: Room;
  readonly #heapRoom = new HeapRoom();
  readonly #correction: Correction;
  readonly #pages = new Pages();
  readonly #native = new NativeMemory();
  readonly #nearDeath: NearDeath;
  #blocks: BlockMemory = noBlocks;
  #timer: Timer | undefined;
  #looking = false;
  #level: PressureLevel = 'calm';
  #limits: Limits;
  #used: number;
  /** In use at the start. */
  readonly #startBytes: number;
  #sample: MemorySample;
  #secondAt: number;
  #correctedAt: number;

  constructor(options: GovernorOptions) {
    const { clock, source, bus, softLimitBytes, use, maxWaitMs, random, idleMs } = options;
    this.#options = options;
    this.#relief = new Relief((error) => bus.emit({ type: 'listener.failed', of: 'memory.pressure', error }));
    this.#sample = source.sample();
    this.#limits = limitsWith(source.limitBytes, softLimitBytes, this.#sample.heapLimitBytes);
    const used = this.#effective(this.#sample);
    this.#used = used;
    this.#startBytes = used;
    this.#room = new Room(softLimitBytes, used);
    this.#correction = new Correction(softLimitBytes);
    this.#secondAt = clock.now();
    this.#correctedAt = clock.now();
    this.#readiness = new Readiness(clock);
    this.#nearDeath = new NearDeath(options);
    this.#admission = new MemoryAdmission({
      clock,
      roomBytes: ROOM_SHARE * Math.max(0, softLimitBytes - used),
      look: () => this.#look(),
      trim: (bytes) => this.#blocks.free(bytes),
      ...(use !== undefined && { use }),
      ...(maxWaitMs !== undefined && { maxWaitMs }),
      ...(random !== undefined && { random }),
      ...(idleMs !== undefined && { idleMs }),
    });
    this.#approach = new Approach({
      clock,
      collection: options.collection,
      softLimitBytes,
      usedBytes: used,
      ledger: this.#admission.ledger,
      pages: this.#pages,
      room: this.#room,
      found: () => this.#found,
      look: () => this.#observe(source.sample()),
      ask: (bytes) => this.#relief.ask({ level: this.#level, bytes, ...this.budget }),
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

  get budget(): MemoryBudget {
    const { limitBytes, softLimitBytes } = this.#limits;
    return { limitBytes, softLimitBytes, usedBytes: this.#used };
  }

  /** What connections that wait for a request may take, in bytes: nothing is set aside for them. */
  get connectionBytes(): number {
    return CONNECTION_SHARE * Math.max(0, this.#limits.softLimitBytes - this.#startBytes);
  }

  /** Milliseconds spent in collections that the governor asked for. */
  get collectionMs(): number {
    return this.#approach.collectionMs;
  }

  /** Calls `listener` when memory is short, until the returned handle is cleared. */
  onPressure(listener: PressureListener): Timer {
    return this.#relief.add(listener);
  }

  /** Adds a cache that is asked first when memory is short, until the returned handle is cleared. */
  addCache(cache: Shrinkable): Timer {
    return this.#relief.addCache(cache);
  }

  /** Counts blocks that nobody uses as free, and those in use not as garbage. */
  keepBlocks(blocks: BlockMemory): void {
    this.#blocks = blocks;
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
      this.#trimBlocks();
      this.#approach.relieve();
      this.#correction.observe(this.#used);
      this.#tellGrowth();
      if (clock.now() - this.#correctedAt >= CORRECT_EVERY_MS) this.#correctEstimates();
      if (clock.now() - this.#secondAt >= 1_000) this.#everySecond();
      this.#setBounds();
    } finally {
      this.#looking = false;
    }
    this.#timer?.clear();
    const { clock } = this.#options;
    const { limitBytes, softLimitBytes } = this.#limits;
    // For what no request asks for, idle blocks are given back by a look: the next must come before the rest is used up.
    const rest = limitBytes - this.#used - this.#blocks.idleBytes;
    this.#timer = clock.after(intervalOf(Math.min(softLimitBytes - this.#used, rest)), () => this.#look());
  }

  /** What is idle is counted as free, so that it must not stand in the way. */
  #trimBlocks(): void {
    const over = this.#used + this.#blocks.idleBytes - this.#limits.softLimitBytes;
    if (over > 0 && this.#blocks.free(over) > 0) this.#observe(this.#options.source.sample());
  }

  #observe(sample: MemorySample, isWhole = false): void {
    this.#followLimit(sample);
    this.#used = this.#effective(sample);
    this.#sample = sample;
    // Page cache that came since the whole was read counts as use.
    if (!isWhole && this.#isAlarming) return this.#observe(this.#options.source.sample(true), true);
    this.#pages.observe(sample);
    this.#room.observe(this.#used);
    this.#native.observe(sample, this.#admission.ledger.activeBytes, this.budget);
    this.#enter(this.#levelNow);
    this.#nearDeath.watch(sample, this.#limits.limitBytes, this.#admission);
  }

  get #levelNow(): PressureLevel {
    const { softLimitBytes } = this.#limits;
    const base = Math.min(this.#room.baseBytes, this.#ownBytes);
    return levelOf(this.#level, this.#used / softLimitBytes, base / softLimitBytes);
  }

  /** Whether a step would be taken that is told of. */
  get #isAlarming(): boolean {
    const isHigher = isAbove(this.#levelNow, this.#level);
    return isHigher || this.#nearDeath.isNews(this.#sample, this.#limits.limitBytes);
  }

  /** What only a new process would be without: neither what is not its own nor what the allocator may only keep. */
  get #ownBytes(): number {
    const { foreignBytes = 0, usedBytes } = this.#sample;
    const freeBytes = foreignBytes + this.#native.keptBytes;
    return freeBytes === 0
      ? this.#used
      : this.#effective({ ...this.#sample, usedBytes: usedBytes - freeBytes });
  }

  #tellGrowth(): void {
    const { growth, young } = this.#options;
    const { heapUsedBytes, externalBytes, copyBytes } = this.#sample;
    const usedBytes = this.#used;
    const { heldBytes } = this.#admission.ledger;
    growth?.observe({
      usedBytes,
      heapUsedBytes,
      externalBytes: Math.max(0, externalBytes - this.#blocks.idleBytes),
    });
    young?.decide({ usedBytes, copyBytes, heldBytes });
  }

  #setBounds(): void {
    const { idleBytes } = this.#blocks;
    const { ledger } = this.#admission;
    const { softLimitBytes, heapSoftLimitBytes } = this.#limits;
    const bounds = { ...this.#room.bounds(this.#used, ledger, this.#native.beyondBytes), idleBytes };
    const isRaised = softLimitBytes > heapSoftLimitBytes;
    this.#admission.setBounds(isRaised ? this.#heapRoom.within(bounds, this.#sample, ledger) : bounds);
  }

  #everySecond(): void {
    const { clock, growth } = this.#options;
    this.#secondAt = clock.now();
    this.#admission.tick();
    this.#blocks.decay();
    if (this.#used < SHRINK_TO * this.#limits.softLimitBytes) this.#relief.recover();
    growth?.decide(this.#pages.outsideBytes);
    const { softLimitBytes } = this.#limits;
    const own = this.#ownBytes / softLimitBytes;
    const base = Math.min(this.#room.baseBytes / softLimitBytes, own);
    const changed = this.#readiness.observe(levelOf(this.#level, own, base));
    if (changed) this.#options.bus.emit({ type: 'memory.readiness', ready: this.ready, ...this.budget });
  }

  /** More requests at once while memory allows and some wait, fewer when it does not: what an estimate can't know. */
  #correctEstimates(): void {
    this.#correctedAt = this.#options.clock.now();
    this.#approach.tryYoung();
    this.#admission.ease();
    const { showsCorrection: isShown } = this.#admission;
    const { isShort } = this.#admission.ledger;
    const { baseBytes } = this.#room;
    const { beyondBytes } = this.#native;
    const { peakBytes } = this.#correction;
    const ratio = this.#correction.judge({ baseBytes, isShort, isShown, beyondBytes });
    if (ratio !== undefined) this.#admission.correct(ratio, peakBytes - baseBytes);
  }

  #enter(level: PressureLevel): void {
    if (level === this.#level) return;
    const from = this.#level;
    this.#level = level;
    if (level === 'calm') this.#nearDeath.calmed();
    this.#options.bus.emit({ type: 'memory.pressure', from, to: level, ...this.budget });
    if (level === 'exhausted') this.#options.snapshot?.(this.#sample);
  }

  get #found(): Found {
    const { takenBytes } = this.#blocks;
    return { usedBytes: this.#used, sample: this.#sample, limits: this.#limits, takenBytes };
  }

  #effective(sample: MemorySample): number {
    return effectiveUse(sample, this.#limits, this.#blocks.idleBytes);
  }

  #followLimit({ heapLimitBytes }: MemorySample): void {
    const { source, bus, growth, young, softLimitBytes: atStart, softLimitWithin } = this.#options;
    const { limitBytes } = source;
    const { limitBytes: fromBytes } = this.#limits;
    if (limitBytes === fromBytes) return;
    this.#limits = resizedLimits(this.#limits, limitBytes, heapLimitBytes, softLimitWithin);
    const { softLimitBytes } = this.#limits;
    for (const part of [this.#room, this.#approach, this.#correction]) part.softLimitBytes = softLimitBytes;
    for (const part of [growth, young])
      if (part !== undefined) part.softLimitBytes = Math.min(softLimitBytes, atStart);
    bus.emit({ type: 'memory.limit', fromBytes, limitBytes, softLimitBytes, heapLimitBytes });
  }
}
