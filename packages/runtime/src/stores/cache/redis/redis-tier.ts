import type { Redis } from 'ioredis';
import { randomHex } from '../../../random-hex.ts';
import { runScript } from '../../redis-script.ts';
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
import { BatchedReader } from './batched-reader.ts';
import { dropFrom } from './drop.ts';
import type { Keys } from './keys.ts';
import type { MissedChanges } from './missed-changes.ts';
import { leaseScript, releaseScript, storeScript } from './scripts.ts';
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

/**
 * How long nobody waits for a lease after a load that left nothing to store: an absent value, one that is too large, an error.
 * One caller after the other would have to try it otherwise, each behind all before.
 */
const FREE_MS = 1000;

/** Entries in Redis or Valkey: one string each, with the versions of its tags; dropping a tag is dropping its version. */
export class RedisTier implements RemoteTier {
  readonly #parts: RedisTierParts;
  readonly #reader: BatchedReader;

  constructor(parts: RedisTierParts) {
    this.#parts = parts;
    this.#reader = new BatchedReader(parts.client, parts.breaker);
  }

  async read(key: string, hinted: readonly string[]): Promise<Found> {
    const { keys, codec, wallTime } = this.#parts;
    const values = await this.#reader.read([keys.entry(key), ...hinted.map(keys.tag)]);
    const stored = values?.[0];
    if (stored === null || stored === undefined) return nothing;
    const parsed = parseEntry(stored, codec);
    if (parsed === undefined || wallTime() >= parsed.entry.staleUntil)
      return { id: idOf(stored), entry: undefined };
    const { id, entry, versions } = parsed;
    if (entry.tags.length === 0) return { id, entry };
    const known = new Map(hinted.map((tag, index) => [tag, values?.[index + 1]]));
    return { id, entry: (await this.#areCurrent(entry.tags, versions, known)) ? entry : undefined };
  }

  lease(key: string, { seen, tags, lifetimeMs }: LeaseRequest): Promise<LeaseAnswer> {
    const { client, keys, breaker, leaseMs } = this.#parts;
    const id = randomHex(16);
    const names = [keys.entry(key), keys.lease(key), ...tags.map(keys.tag)];
    const args = [id, leaseMs, lifetimeMs + leaseMs, ...(seen === undefined ? [] : [seen])];
    return breaker.run(async () => {
      const answer = (await runScript(client, leaseScript, names, args)) as
        | Exclude<LeaseAnswer, object>
        | string[];
      return typeof answer === 'string' ? answer : { id, versions: answer };
    }, noLease);
  }

  async store(key: string, lease: Lease, entry: Entry): Promise<boolean> {
    if (lease === noLease) return false;
    const { client, keys, breaker, wallTime } = this.#parts;
    const lifetimeMs = Math.max(1, Math.ceil(entry.staleUntil - wallTime()));
    const args = [lease.id, formatEntry(lease, entry), lifetimeMs];
    const names = [keys.entry(key), keys.lease(key)];
    return (await breaker.run(() => runScript(client, storeScript, names, args), undefined)) !== undefined;
  }

  async release(key: string, lease: Lease): Promise<void> {
    if (lease === noLease) return;
    const { client, keys, breaker } = this.#parts;
    await breaker.run(() => runScript(client, releaseScript, [keys.lease(key)], [lease.id, FREE_MS]), 0);
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

  /** Whether these are the present versions of the tags, of which some are `known`. */
  async #areCurrent(
    tags: readonly string[],
    versions: readonly string[],
    known: ReadonlyMap<string, string | null | undefined>,
  ): Promise<boolean> {
    const unknown = tags.filter((tag) => !known.has(tag));
    const read = unknown.length === 0 ? [] : await this.#reader.read(unknown.map(this.#parts.keys.tag));
    const more = new Map(unknown.map((tag, index) => [tag, read?.[index]]));
    return tags.every((tag, index) => (known.get(tag) ?? more.get(tag)) === versions[index]);
  }
}
