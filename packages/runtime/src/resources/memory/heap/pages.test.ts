import { expect, test } from 'vitest';
import { Pages } from './pages.ts';

const MIB = 2 ** 20;
const figures = (usedMiB: number, heapUsedMiB: number, heapTotalMiB: number, externalMiB = 0) => ({
  usedBytes: usedMiB * MIB,
  heapUsedBytes: heapUsedMiB * MIB,
  heapTotalBytes: heapTotalMiB * MIB,
  externalBytes: externalMiB * MIB,
  copyBytes: 0,
});

test('what V8 keeps is what grew beside heap and Buffers', () => {
  const pages = new Pages();
  pages.observe(figures(60, 8, 12, 8));
  expect(pages.outsideBytes).toBe(40 * MIB);
  // The heap was 60, and is 10; 30 of it stand empty in the heap, and 20 were taken out of it.
  expect(pages.spareBytes(figures(100, 10, 40))).toBe(50 * MIB);
  expect(pages.spareBytes(figures(100, 10, 40, 50))).toBe(0);
});

test('what is not the process’s own is nothing that V8 keeps', () => {
  const pages = new Pages();
  pages.observe(figures(60, 8, 12, 8));
  const foreign = { ...figures(160, 8, 12, 8), foreignBytes: 100 * MIB };
  expect(pages.spareBytes(foreign)).toBe(pages.spareBytes(figures(60, 8, 12, 8)));
  pages.compacted(foreign, 0);
  expect(pages.outsideBytes).toBe(40 * MIB);
});

test('after a compaction all that is left beside them is no pages', () => {
  const pages = new Pages();
  pages.observe(figures(60, 8, 20));
  // A native library took 50.
  const after = figures(112, 8, 12, 10);
  expect(pages.spareBytes(after)).toBe(54 * MIB);
  pages.compacted(after, 0);
  expect(pages.outsideBytes).toBe(90 * MIB);
  expect(pages.spareBytes(after)).toBe(4 * MIB);
});

test('what a compaction did not give back is not counted again, until there is clearly more', () => {
  const pages = new Pages();
  const kept = figures(80, 8, 8);
  pages.observe(figures(40, 8, 8));
  const spare = pages.spareBytes(kept);
  expect(spare).toBe(40 * MIB);
  pages.compacted(kept, spare);
  // V8 counts more than it has touched, and so it looks like pages again.
  pages.observe(figures(80, 8, 48));
  expect(pages.spareBytes(kept)).toBe(0);
  expect(pages.spareBytes(figures(120, 8, 48))).toBe(80 * MIB);
});

test('a process takes something, whatever V8 counts as its heap', () => {
  const pages = new Pages();
  pages.observe(figures(50, 8, 48));
  expect(pages.outsideBytes).toBe(32 * MIB);
});
