import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock } from '../../../clock.ts';

/**
 * What can be collected:
 *
 * - `young`: the young generation, in about a millisecond. Frees the Buffers of requests that have just ended.
 * - `full`: the whole heap, or what is left to do of the collection that V8 has begun of it: then what died since stays until
 *   the next. 60 ms for each 100 MiB alive at most. V8 keeps the pages that it frees.
 * - `compact`: the young generation and then the whole heap, whose free pages go back to the kernel: 70 ms.
 * - `last-resort`: the same without a copy of the young generation, in two passes of the whole heap: 160 ms.
 *
 * Where V8 has begun a collection, that is ended in place of `young` or `compact`, so that `full` is what was done.
 */
export type CollectionKind = 'young' | 'full' | 'compact' | 'last-resort';

/** What a collection was in the end. */
export interface Collected {
  readonly kind: CollectionKind;
  /** Milliseconds. */
  readonly ms: number;
}

/** Collects garbage. */
export interface GarbageCollection {
  collect(what: CollectionKind): Collected;
}

type Gc = (options: { type: 'minor' | 'major'; flavor?: 'last-resort' }) => void;

/**
 * V8's own collections, without a flag on the command line: the function stays when the flag is taken back. What it offers
 * collects the whole heap twice, where V8 has begun to mark it or pages are to be given back; flags that are set
 * for the moment of a call make it once.
 */
export function v8Collection(clock: Clock): GarbageCollection {
  const gc = withFlags(['expose-gc'], () => runInNewContext('gc') as Gc);
  const kinds: Record<CollectionKind, () => CollectionKind> = {
    young: () => (collectYoung(gc).includes('MarkSweepCompact') ? 'full' : 'young'),
    full: () => collectWhole(gc),
    compact: () => compact(gc),
    'last-resort': () => lastResort(gc),
  };
  return {
    collect(what) {
      const began = clock.now();
      const kind = kinds[what]();
      return { kind, ms: clock.now() - began };
    },
  };
}

/** Returns what V8 made of it: the end of a collection of the whole heap, where it has begun one. */
function collectYoung(gc: Gc): string[] {
  const profiler = new GCProfiler();
  profiler.start();
  gc({ type: 'minor' });
  return profiler.stop().statistics.map(({ gcType }) => gcType);
}

/** A plain major collection would first end the one that V8 has begun, and then do another. */
function collectWhole(gc: Gc): 'full' {
  withFlags(['gc-global'], () => gc({ type: 'minor' }));
  return 'full';
}

/**
 * V8 gives pages back at the end of a collection that was begun to save memory. It may begin one after any young collection,
 * and does so under stress.
 */
function compact(gc: Gc): CollectionKind {
  const done = withFlags(['optimize-for-size', 'stress-incremental-marking'], () => collectYoung(gc));
  if (done.includes('IncrementalMarking')) {
    collectWhole(gc);
    return 'compact';
  }
  // Neither, where incremental marking is switched off.
  return done.includes('MarkSweepCompact') ? 'full' : lastResort(gc);
}

function lastResort(gc: Gc): 'last-resort' {
  gc({ type: 'major', flavor: 'last-resort' });
  return 'last-resort';
}

/**
 * V8 reads these flags each time. They are of the process: the collections of other threads heed them, too, meanwhile. Left
 * on, they would make V8 reject code caches that were produced without them.
 */
function withFlags<T>(names: readonly string[], action: () => T): T {
  const ours = names.filter((name) => !isOfUser(name));
  for (const name of ours) setFlagsFromString(`--${name}`);
  try {
    return action();
  } finally {
    for (const name of ours.toReversed()) setFlagsFromString(`--no-${name}`);
  }
}

/** What the command line says stays. */
function isOfUser(name: string): boolean {
  return process.execArgv.some((flag) => flag.replaceAll('_', '-') === `--${name}`);
}
