import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../clock.ts';

/**
 * What can be collected:
 *
 * - `young`: the young generation. About a millisecond; frees the Buffers of requests that have just ended.
 * - `full`: the whole heap, or the end of the collection of it that V8 has begun. About 60 ms for each 100 MiB alive; frees
 *   every Buffer that is garbage, but V8 keeps its free pages.
 * - `compact`: the same, and free pages go back to the kernel. The young generation is copied before.
 * - `last-resort`: the same without that copy, in two passes of the whole heap.
 */
export type CollectionKind = 'young' | 'full' | 'compact' | 'last-resort';

/** What a collection was in the end. */
export interface Collected {
  readonly kind: CollectionKind;
  /** Milliseconds. */
  readonly ms: number;
}

/** Collects garbage, each kind as far as that is possible. */
export interface GarbageCollection {
  collect(kind: CollectionKind): Collected;
}

type Gc = (options: { type: 'minor' | 'major'; flavor?: 'last-resort' }) => void;

/**
 * V8's own collections, without a flag on the command line: the function stays when the flag is taken back. What it offers
 * collects the whole heap twice, where V8 has begun to mark it or pages are to be given back; flags that are set
 * for the moment of a call make it once.
 */
export function v8Collection(clock: Clock): GarbageCollection {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as Gc;
  // It would make V8 reject code caches that were produced without it.
  setFlagsFromString('--no-expose-gc');
  const kinds: Record<CollectionKind, () => CollectionKind> = {
    young: () => (gc({ type: 'minor' }), 'young'),
    full: () => collectOnce(gc),
    compact: () => compactOnce(gc),
    'last-resort': () => (gc({ type: 'major', flavor: 'last-resort' }), 'last-resort'),
  };
  return {
    collect(what) {
      const began = clock.now();
      const kind = kinds[what]();
      return { kind, ms: clock.now() - began };
    },
  };
}

/** A plain major collection would first end the one that V8 has begun, and then do another. */
function collectOnce(gc: Gc): 'full' {
  withFlags(['gc-global'], () => gc({ type: 'minor' }));
  return 'full';
}

/**
 * V8 gives pages back at the end of a collection that was begun to save memory. It may begin one after any young collection,
 * and does so under stress. Where it has begun one before, that is ended in place of the young one, and no pages are given back.
 */
function compactOnce(gc: Gc): 'compact' | 'full' {
  const profiler = new GCProfiler();
  profiler.start();
  withFlags(['optimize-for-size', 'stress-incremental-marking'], () => gc({ type: 'minor' }));
  const { statistics } = profiler.stop();
  if (!statistics.some(({ gcType }) => gcType === 'IncrementalMarking')) return 'full';
  collectOnce(gc);
  return 'compact';
}

/** V8 reads these flags each time. Off is what they are by default, so that code caches stay valid. */
function withFlags(names: readonly string[], action: () => void): void {
  for (const name of names) setFlagsFromString(`--${name}`);
  action();
  for (const name of names) setFlagsFromString(`--no-${name}`);
}
