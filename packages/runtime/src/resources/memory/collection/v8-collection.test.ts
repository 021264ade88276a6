import { cachedDataVersionTag, GCProfiler, setFlagsFromString } from 'node:v8';
import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { v8Collection, type CollectionKind } from './v8-collection.ts';

const MIB = 2 ** 20;
const collection = v8Collection(new VirtualClock());

beforeEach(() => {
  // V8 may have begun one while it loaded this.
  collection.collect('full');
});

/** Collects, and tells what V8 did. */
function collect(what: CollectionKind) {
  const profiler = new GCProfiler();
  profiler.start();
  const { kind } = collection.collect(what);
  return { kind, done: profiler.stop().statistics.map(({ gcType }) => gcType) };
}

/** Has V8 begin a collection, as it does by itself when the heap has grown. */
function beginMarking(): void {
  setFlagsFromString('--stress-incremental-marking');
  collection.collect('young');
  setFlagsFromString('--no-stress-incremental-marking');
}

/** Collects when objects of 64 MiB have just been let go of, and tells how many bytes went back to the kernel. */
function collectObjects(what: CollectionKind) {
  let objects: object[] | undefined = Array.from({ length: MIB }, (_, id) => ({
    id,
    half: id / 2,
    next: id + 1,
  }));
  collect('full');
  const before = process.memoryUsage.rss();
  expect(objects).toHaveLength(MIB);
  objects = undefined;
  return { ...collect(what), givenBack: before - process.memoryUsage.rss() };
}

test('V8 lends its collector without a flag', () => {
  expect(collect('young')).toEqual({ kind: 'young', done: ['Scavenge'] });
  expect('gc' in globalThis).toBe(false);
});

test('the whole heap is collected once, also where V8 has begun to', () => {
  expect(collect('full')).toEqual({ kind: 'full', done: ['MarkSweepCompact'] });
  beginMarking();
  expect(collect('full')).toEqual({ kind: 'full', done: ['MarkSweepCompact'] });
});

// V8 may begin one by itself in between, as the objects are many; what it has begun is ended in place of a compaction (below).
test('pages are given back in one pass', { retry: 3 }, () => {
  const { kind, done, givenBack } = collectObjects('compact');
  expect(kind).toBe('compact');
  expect(done.filter((type) => type === 'MarkSweepCompact')).toHaveLength(1);
  expect(givenBack).toBeGreaterThan(32 * MIB);
});

test('what V8 has begun is ended in place of a compaction, and said to be no more', () => {
  beginMarking();
  const { kind, done } = collect('compact');
  expect(done[0]).toBe('MarkSweepCompact');
  // V8 may have begun the next at once.
  expect(kind).toBe(done.includes('IncrementalMarking') ? 'compact' : 'full');
  expect(collect('compact').kind).toBe('compact');
});

test('nor is a young one more than that', () => {
  beginMarking();
  expect(collect('young')).toEqual({ kind: 'full', done: ['MarkSweepCompact'] });
});

test.each(['young', 'full', 'compact', 'last-resort'] as const)(
  'flags are what they were after %s, so that code caches stay valid',
  (what) => {
    const before = cachedDataVersionTag();
    collect(what);
    expect(cachedDataVersionTag()).toBe(before);
  },
);

test('the last resort gives pages back without a young collection', () => {
  const { kind, done, givenBack } = collectObjects('last-resort');
  expect(kind).toBe('last-resort');
  expect(done).not.toContain('Scavenge');
  expect(givenBack).toBeGreaterThan(32 * MIB);
});
