import { backoff } from '../../backoff.ts';
import type { Clock } from '../../clock.ts';
import type { EntryOptions } from './cache-store.ts';
import type { Counts } from './counts.ts';
import type { Entry } from './entry.ts';
import type { EntryMaker } from './entry-maker.ts';
import type { Invalidations } from './invalidations.ts';
import type { MemoryTier } from './memory/index.ts';
import { noLease, noRemoteTier, type Change, type Lease, type RemoteTier } from './remote-tier.ts';
import { SingleFlight } from './single-flight.ts';

/** What a cache is made of. */
export interface CacheParts {
  readonly clock: Clock;
  readonly memory: MemoryTier | undefined;
  readonly remote: RemoteTier;
  readonly invalidations: Invalidations;
  readonly entries: EntryMaker;
  readonly counts: Counts;
  /** How long others wait for one who loads, in milliseconds. */
  readonly leaseMs: number;
}

type Load = () => unknown;

/** Milliseconds between two looks at what another replica loads. */
const FIRST_LOOK_MS = 5;
const MAX_LOOK_MS = 100;

const none: readonly string[] = [];

/** A cache of up to two tiers: the memory of this process first, then the server that all replicas share. */
export class TieredCache {
  readonly #parts: CacheParts;
  readonly #flights: SingleFlight;
  readonly #refreshes: SingleFlight;

  constructor(parts: CacheParts) {
    this.#parts = parts;
    this.#flights = new SingleFlight(parts);
    // Without a server it is no lease that keeps a refresh and a load apart.
    this.#refreshes = parts.remote === noRemoteTier ? this.#flights : new SingleFlight(parts);
  }

  get(key: string): Promise<unknown> {
    const { memory, clock, counts } = this.#parts;
    const held = memory?.read(key, clock.wallTime());
    if (held === undefined) return this.#look(key);
    counts.memoryHits++;
    return Promise.resolve(held.value);
  }

  wrap(key: string, load: Load, options: EntryOptions): Promise<unknown> {
    const { memory, clock, counts } = this.#parts;
    const now = clock.wallTime();
    const held = memory?.read(key, now);
    if (held === undefined) return this.#share(key, load, options);
    if (now < held.freshUntil) counts.memoryHits++;
    else {
      counts.stale++;
      this.#refresh(key, '', load, options);
    }
    return Promise.resolve(held.value);
  }

  async set(key: string, value: unknown, options: EntryOptions): Promise<void> {
    const { memory, remote, invalidations, entries, clock } = this.#parts;
    const entry = entries.make(value, options);
    invalidations.key(key);
    if (!entries.keeps(entry)) return this.drop({ keys: [key] });
    memory?.write(key, entry, invalidations.now, clock.wallTime());
    const lease = await remote.lease(key, { seen: undefined, ...this.#leased(options) });
    const answered = typeof lease === 'object' && (await remote.store(key, lease, entry));
    // A server that could not be asked has what was there before, which must not be read again once it is back.
    await (answered ? remote.announce({ keys: [key] }) : remote.drop({ keys: [key] }));
  }

  drop(change: Change): Promise<void> {
    this.forget(change);
    return this.#parts.remote.drop(change);
  }

  /** Drops it here, as another replica has dropped it. */
  forget({ keys = none, tags = none, prefix }: Change): void {
    const { memory, invalidations } = this.#parts;
    for (const key of keys) {
      invalidations.key(key);
      memory?.delete(key);
    }
    for (const tag of tags) invalidations.tag(tag);
    if (prefix !== undefined) invalidations.prefix(prefix);
  }

  /** Resolves once nobody loads any more. */
  async settled(): Promise<void> {
    await Promise.all([this.#flights.settled(), this.#refreshes.settled()]);
  }

  async #look(key: string): Promise<unknown> {
    const { remote, invalidations, counts } = this.#parts;
    const read = invalidations.now;
    const { entry } = await remote.read(key, none);
    if (entry === undefined) counts.misses++;
    else this.#hold(key, entry, read);
    return entry?.value;
  }

  #share(key: string, load: Load, options: EntryOptions): Promise<unknown> {
    const { tags = none } = options;
    const shared = this.#flights.join(key, tags);
    if (shared === undefined) return this.#flights.begin(key, tags, () => this.#find(key, load, options));
    this.#parts.counts.shared++;
    return shared;
  }

  async #find(key: string, load: Load, options: EntryOptions): Promise<unknown> {
    const { remote, invalidations, clock } = this.#parts;
    for (let look = 1; ; look++) {
      const read = invalidations.now;
      const { id, entry } = await remote.read(key, options.tags ?? none);
      if (entry !== undefined) {
        if (!this.#hold(key, entry, read)) this.#refresh(key, id, load, options);
        return entry.value;
      }
      const lease = await remote.lease(key, { seen: id, ...this.#leased(options) });
      if (typeof lease === 'object' || lease === 'free') {
        this.#parts.counts.misses++;
        return this.#load(key, lease === 'free' ? noLease : lease, load, options);
      }
      if (lease === 'held') await clock.sleep(backoff(look, FIRST_LOOK_MS, MAX_LOOK_MS));
    }
  }

  /** Counts what was read from the server, and keeps it here. False: it is no longer fresh. */
  #hold(key: string, entry: Entry, read: number): boolean {
    const { memory, clock, counts } = this.#parts;
    const now = clock.wallTime();
    const fresh = now < entry.freshUntil;
    if (fresh) {
      counts.redisHits++;
      memory?.write(key, entry, read, now);
    } else counts.stale++;
    return fresh;
  }

  async #load(key: string, lease: Lease, load: Load, options: EntryOptions): Promise<unknown> {
    const { memory, remote, invalidations, entries, clock, counts } = this.#parts;
    const read = invalidations.now;
    let kept = false;
    try {
      const entry = entries.make(await load(), options);
      counts.loads++;
      kept = entries.keeps(entry);
      if (!kept) return entry.value;
      memory?.write(key, entry, read, clock.wallTime());
      await remote.store(key, lease, entry);
      return entry.value;
    } catch (error) {
      counts.loadFailures++;
      throw error;
    } finally {
      if (!kept) await remote.release(key, lease);
    }
  }

  /** Loads a new value in the background, unless somebody does already. Where that fails the old one is given on. */
  #refresh(key: string, seen: string, load: Load, options: EntryOptions): void {
    const { tags = none } = options;
    if (this.#refreshes.join(key, tags) !== undefined) return;
    const refresh = async () => {
      const lease = await this.#parts.remote.lease(key, { seen, ...this.#leased(options) });
      return typeof lease === 'object' ? this.#load(key, lease, load, options) : undefined;
    };
    this.#refreshes.begin(key, tags, refresh).catch(() => {});
  }

  #leased(options: EntryOptions) {
    return { tags: options.tags ?? none, lifetimeMs: this.#parts.entries.longestMs(options) };
  }
}
