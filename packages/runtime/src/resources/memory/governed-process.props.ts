import { EventBus, type RuntimeEvent } from '../../events.ts';
import { VirtualClock } from '../../testing/virtual-clock.ts';
import { MemoryGovernor } from './governor.ts';
import type { KernelSigns } from './sampling/source.ts';
import type { CollectionKind } from './collection/v8-collection.ts';

const MIB = 2 ** 20;
/** Its hard limit… */
export const LIMIT = 400 * MIB;
/** …and its soft one, in bytes. */
export const SOFT = 360 * MIB;

/** A process whose memory is what the test says, and whose collections free its garbage. */
export class GovernedProcess {
  readonly clock = new VirtualClock();
  readonly bus = new EventBus();
  readonly events: RuntimeEvent[] = [];
  /** Collections, as what they were in the end, and whatever a test adds. */
  readonly done: string[] = [];
  limit = LIMIT;
  alive = 50 * MIB;
  garbage = 0;
  /** What is not its own: what others take of a limit further up, or page cache that the kernel needs. */
  foreign = 0;
  heap = 10 * MIB;
  /** What V8 keeps of what it took out of its heap. */
  pages = 0;
  /** What the allocator keeps of what native code freed, or what that leaks. */
  native = 0;
  /** Page cache that came since the whole of the group was read. */
  newCache = 0;
  /** V8 has begun a collection by itself. */
  marking = false;
  /** …and begins the next as soon as that is ended. */
  alwaysMarking = false;
  /** Neither heap nor Buffers. */
  outside = 40 * MIB;
  /** A semi-space of the young generation. */
  young = 0;
  readonly blocks = {
    idleBytes: 0,
    takenBytes: 0,
    free: (bytes: number) => {
      const freed = Math.min(this.blocks.idleBytes, bytes);
      this.blocks.idleBytes -= freed;
      this.trimmed += freed;
      return freed;
    },
    decay: () => void this.decays++,
  };
  trimmed = 0;
  /** How often blocks were to decay. */
  decays = 0;
  kernel: KernelSigns | undefined;
  /** The event loop has nothing to do. */
  isIdle = false;
  looks = 0;
  snapshots = 0;
  readonly governor: MemoryGovernor;

  /** @param heapLimit V8's limit, in bytes */
  constructor(heapLimit = 358 * MIB) {
    this.bus.on((event) => this.events.push(event));
    const limit = () => this.limit;
    this.governor = new MemoryGovernor({
      clock: this.clock,
      bus: this.bus,
      softLimitBytes: SOFT,
      use: () => ({ madeBytes: this.heap + this.#externalBytes, residentBytes: 0 }),
      source: {
        get limitBytes() {
          return limit();
        },
        sample: (isWhole = false) => {
          this.looks++;
          if (isWhole) this.newCache = 0;
          return {
            usedBytes: this.#besideHeap + this.heap + this.pages + this.native + this.newCache + this.foreign,
            foreignBytes: this.foreign,
            heapUsedBytes: this.heap,
            heapTotalBytes: this.heap,
            externalBytes: this.#externalBytes,
            copyBytes: this.young,
            heapLimitBytes: heapLimit,
            ...(this.kernel !== undefined && { kernel: this.kernel }),
          };
        },
      },
      collection: { collect: (what) => ({ kind: this.#collect(what), ms: 1 }) },
      inFlight: () => ['POST /uploads, 1.2 s'],
      snapshot: () => void this.snapshots++,
      idleMs: () => (this.isIdle ? this.clock.now() : 0),
    });
    this.governor.keepBlocks(this.blocks);
  }

  get #besideHeap(): number {
    return this.alive + this.garbage + this.blocks.idleBytes + this.blocks.takenBytes - this.heap;
  }

  get #externalBytes(): number {
    return Math.max(0, this.#besideHeap - this.outside);
  }

  #collect(what: CollectionKind): CollectionKind {
    const ends = this.marking && what !== 'last-resort';
    const kind = ends ? 'full' : what;
    this.done.push(kind);
    this.garbage -= kind === 'young' ? Math.round(this.garbage * 0.1) : this.garbage;
    if (kind === 'compact' || kind === 'last-resort') this.pages = 0;
    this.marking &&= this.alwaysMarking;
    return kind;
  }

  ofType<T extends RuntimeEvent['type']>(type: T) {
    return this.events.filter((event): event is Extract<RuntimeEvent, { type: T }> => event.type === type);
  }
}
