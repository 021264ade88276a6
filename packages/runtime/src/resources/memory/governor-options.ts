import type { Clock } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import type { Use } from './admission/index.ts';
import type { HeapGrowth, YoungGrowth } from './heap/index.ts';
import type { MemorySample, MemorySource } from './sampling/source.ts';
import type { GarbageCollection } from './collection/v8-collection.ts';

/** What a governor needs. */
export interface GovernorOptions {
  readonly source: MemorySource;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Bytes. See `softLimitOf`. */
  readonly softLimitBytes: number;
  /** The same after a resize of the pod, of the new hard limit. Default: the same share of it. */
  readonly softLimitWithin?: (limitBytes: number) => number;
  /** What the process itself has in use, by which requests are measured. Default: it is not known, and none is. */
  readonly use?: () => Use;
  /** How long a request waits for room before it is refused, in milliseconds. Default 2000. */
  readonly maxWaitMs?: number;
  /** Names what is in flight, for the record of a near death. */
  readonly inFlight?: () => readonly string[];
  /** Called when the soft limit is exceeded without any request, or death is near: for a heap snapshot. */
  readonly snapshot?: (sample: MemorySample) => void;
  /** Default: V8's own. */
  readonly collection?: GarbageCollection;
  /** Told what is in use. Default: nobody is. */
  readonly growth?: Pick<HeapGrowth, 'observe' | 'decide' | 'softLimitBytes'>;
  /** Likewise, of the young generation. */
  readonly young?: Pick<YoungGrowth, 'decide' | 'softLimitBytes'>;
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
  /** In use when it was last looked at. Memory that is kept for the next body is not: it is given back when it is wanted. */
  readonly usedBytes: number;
}
