import type { Redis } from 'ioredis';
import type { StartContext } from '../../../lifecycle/index.ts';
import { CircuitBreaker } from '../circuit-breaker.ts';
import type { Codec } from '../codec.ts';
import type { Counts } from '../counts.ts';
import type { RemoteTier } from '../remote-tier.ts';
import { dropFrom } from './drop.ts';
import { keysOf } from './keys.ts';
import { MissedChanges } from './missed-changes.ts';
import { RedisTier } from './redis-tier.ts';
import { subscribe, type ChangeListener } from './subscription.ts';

/** What a cache opens the tier with. */
export interface RedisTierOptions {
  readonly name: string;
  /** What its keys begin with. */
  readonly prefix: string;
  /** This process, in what it tells the others. */
  readonly self: string;
  readonly redis: Redis;
  readonly codec: Codec;
  readonly counts: Counts;
  readonly context: StartContext;
  readonly leaseMs: number;
}

/** The tier, opened. Disposing of it leaves the client open. */
export interface OpenRedisTier extends Disposable {
  readonly tier: RemoteTier;
  /** Whether the server has been given up. */
  bypassed(): boolean;
  /** Listens to the other replicas until the handle is disposed of. */
  listen(listener: ChangeListener): Disposable;
}

/** Opens the tier behind a circuit breaker. What could not be dropped during an outage is dropped before it ends. */
export function openRedisTier(options: RedisTierOptions): OpenRedisTier {
  const { name, prefix, self, redis: client, codec, counts, context, leaseMs } = options;
  const { clock, emit } = context;
  const keys = keysOf(prefix);
  const missed = new MissedChanges();
  /** Whether everything was dropped on the way back, for want of all names. */
  let emptied = false;
  const breaker = new CircuitBreaker({
    clock,
    async probe() {
      await client.ping();
      emptied ||= missed.tooMany;
      const change = missed.take();
      if (change === undefined) return;
      await dropFrom(client, keys, change, self).catch((error: unknown) => {
        missed.add(change);
        throw error;
      });
    },
    onFailure: () => counts.errors++,
    onChange(open, error) {
      emptied ||= missed.tooMany;
      if (open) emit({ type: 'cache', cache: name, state: 'bypassed', error });
      else emit({ type: 'cache', cache: name, state: 'recovered', ...(emptied && { emptied }) });
      emptied = false;
      // What was missed while the probe was under way.
      const change = open ? undefined : missed.take();
      if (change !== undefined) void tier.drop(change);
    },
  });
  const tier = new RedisTier({
    client,
    keys,
    codec,
    breaker,
    missed,
    self,
    leaseMs,
    wallTime: () => clock.wallTime(),
  });
  return {
    tier,
    bypassed: () => breaker.open,
    listen: (listener) => subscribe(client, { channel: keys.changes, self }, listener),
    [Symbol.dispose]: () => breaker[Symbol.dispose](),
  };
}
