import type { Entry } from './entry.ts';

/** What was found under a key. */
export interface Found {
  /** Identifies what is there, valid or not; empty: nothing. */
  readonly id: string;
  /** The entry, where there is a valid one. */
  readonly entry: Entry | undefined;
}

/**
 * The right to store what one is about to load, which is lost when somebody drops or sets the key meanwhile, or to another
 * caller after its time. Both thundering herds and stale sets end here (Nishtala et al., “Scaling Memcache at Facebook”,
 * NSDI 2013, section 3.2.1).
 */
export interface Lease {
  readonly id: string;
  /** Versions of the entry’s tags as they were before the load. */
  readonly versions: readonly string[];
}

/** What to ask a lease for. */
export interface LeaseRequest {
  /** The {@link Found.id} that the caller has seen; undefined: the lease is taken from whoever has it. */
  readonly seen: string | undefined;
  readonly tags: readonly string[];
  /** How long the entry will live, in milliseconds: the versions of its tags must live longer. */
  readonly lifetimeMs: number;
}

/**
 * `held`: another caller loads it just now. `changed`: there is something new to read. `free`: another caller loads it, but what
 * was loaded a moment ago was not kept, so that waiting will bring nothing; whoever needs it loads.
 */
export type LeaseAnswer = Lease | 'held' | 'changed' | 'free';

/** Entries that all replicas share. None of it rejects: without its server it holds nothing and lets everybody load. */
export interface RemoteTier {
  /** @param tags those that the entry probably has: they are read with it */
  read(key: string, tags: readonly string[]): Promise<Found>;
  lease(key: string, request: LeaseRequest): Promise<LeaseAnswer>;
  /** Stores the entry and ends the lease, if it is still held. @returns false where the server could not be asked */
  store(key: string, lease: Lease, entry: Entry): Promise<boolean>;
  /** Ends the lease, if it is still held, with nothing stored: for a moment nobody waits for others. */
  release(key: string, lease: Lease): Promise<void>;
  /** Drops entries and versions of tags, ends leases, and tells the other replicas. Done later where it cannot be now. */
  drop(change: Change): Promise<void>;
  /** Tells the other replicas that entries have changed. */
  announce(change: Change): Promise<void>;
}

/** What is to be dropped. */
export interface Change {
  readonly keys?: readonly string[];
  readonly tags?: readonly string[];
  /** Everything whose key begins so. */
  readonly prefix?: string;
}

/** Everybody may load, and nothing is stored. */
export const noLease: Lease = { id: '', versions: [] };

/** Nothing is there. */
export const nothing: Found = { id: '', entry: undefined };

/** In place of a server where there is none. */
export const noRemoteTier: RemoteTier = {
  read: () => Promise.resolve(nothing),
  lease: () => Promise.resolve(noLease),
  store: () => Promise.resolve(false),
  release: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  announce: () => Promise.resolve(),
};
