import type { Redis } from 'ioredis';
import { randomHex } from '../../../random-hex.ts';
import type { CircuitBreaker } from '../circuit-breaker.ts';
import type { Codec } from '../codec.ts';
import type { Entry } from '../entry.ts';
import {
  noLease,
  nothing,
  type Change,
  type Found,
  type Lease,
  type LeaseAnswer,
  type LeaseRequest,
  type RemoteTier,
} from '../remote-tier.ts';
import { dropFrom } from './drop.ts';
import type { Keys } from './keys.ts';
import type { MissedChanges } from './missed-changes.ts';
import { leaseScript, releaseScript, runScript, storeScript } from './scripts.ts';
import { formatEntry, idOf, parseEntry } from './stored-entry.ts';

/** What the tier is made of. */
export interface RedisTierParts {
  readonly client: Redis;
  readonly keys: Keys;
  readonly codec: Codec;
  readonly breaker: CircuitBreaker;
  readonly missed: MissedChanges;
  /** This process, in what it tells the others. */
  readonly self: string;
  readonly leaseMs: number;
  readonly wallTime: () => number;
}

/** Entries in Redis or Valkey: one string each, with the versions of its tags; dropping a tag is dropping its version. */
export class RedisTier implements RemoteTier {
  readonly #parts: RedisTierParts;

  constructor(parts: RedisTierParts) {
    this.#parts = parts;
  }

  read(key: string, tags: readonly string[]): Promise<Found> {
    return this.#parts.breaker.run(() => this.#read(key, tags), nothing);
  }

  lease(key: string, { seen, tags, lifetimeMs }: LeaseRequest): Promise<LeaseAnswer> {
    const { client, keys, breaker, leaseMs } = this.#parts;
    const id = randomHex(16);
    const names = [keys.entry(key), keys.lease(key), ...tags.map(keys.tag)];
    const args = [id, leaseMs, lifetimeMs + leaseMs, ...(seen === undefined ? [] : [seen])];
    return breaker.run(async () => {
      const answer = (await runScript(client, leaseScript, names, args)) as 'held' | 'changed' | string[];
      return typeof answer === 'string' ? answer : { id, versions: answer };
    }, noLease);
  }

  async store(key: string, lease: Lease, entry: Entry): Promise<void> {
    if (lease === noLease) return;
    const { client, keys, breaker, wallTime } = this.#parts;
    const lifetimeMs = Math.max(1, Math.ceil(entry.staleUntil - wallTime()));
    const args = [lease.id, formatEntry(lease, entry), lifetimeMs];
    await breaker.run(() => runScript(client, storeScript, [keys.entry(key), keys.lease(key)], args), 0);
  }

  async release(key: string, lease: Lease): Promise<void> {
    if (lease === noLease) return;
    const { client, keys, breaker } = this.#parts;
    await breaker.run(() => runScript(client, releaseScript, [keys.lease(key)], [lease.id]), 0);
  }

  async drop(change: Change): Promise<void> {
    const { client, keys, breaker, missed, self } = this.#parts;
    if (breaker.open) return missed.add(change);
    try {
      await dropFrom(client, keys, change, self);
    } catch (error) {
      missed.add(change);
      // Even one that failed alone has to be made up for, and that is done on the way back.
      breaker.trip(error);
    }
  }

  async announce(change: Change): Promise<void> {
    const { client, keys, breaker, self } = this.#parts;
    await breaker.run(() => client.publish(keys.changes, JSON.stringify({ ...change, self })), 0);
  }

  async #read(key: string, hinted: readonly string[]): Promise<Found> {
    const { client, keys, codec, wallTime } = this.#parts;
    const names = [keys.entry(key), ...hinted.map(keys.tag)];
    const [stored, ...current] =
      names.length === 1 ? [await client.get(keys.entry(key))] : await client.mget(names);
    if (stored === null || stored === undefined) return nothing;
    const id = idOf(stored);
    const parsed = parseEntry(stored, codec);
    if (parsed === undefined || wallTime() >= parsed.entry.staleUntil) return { id, entry: undefined };
    const { entry, versions } = parsed;
    const known = new Map(hinted.map((tag, index) => [tag, current[index]]));
    const unknown = entry.tags.filter((tag) => !known.has(tag));
    const more = unknown.length === 0 ? [] : await client.mget(unknown.map(keys.tag));
    for (const [index, tag] of unknown.entries()) known.set(tag, more[index]);
    const valid = entry.tags.every((tag, index) => known.get(tag) === versions[index]);
    return { id, entry: valid ? entry : undefined };
  }
}
