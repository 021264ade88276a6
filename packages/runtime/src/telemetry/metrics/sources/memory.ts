import { getHeapSpaceStatistics, getHeapStatistics, type HeapSpaceInfo } from 'node:v8';
import type { Family } from '../family.ts';
import { byLabel, single, type MetricSource } from './source.ts';

/** Resident memory, heap, heap spaces and memory outside the heap. */
export const memorySource: MetricSource = { name: 'memory', collect: () => [...totals(), ...spaces()] };

function totals(): Family[] {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return [
    single('process_resident_memory_bytes', rss),
    single('nodejs_heap_size_used_bytes', heapUsed),
    single('nodejs_heap_size_total_bytes', heapTotal),
    single('nodejs_heap_size_limit_bytes', getHeapStatistics().heap_size_limit),
    single('nodejs_external_memory_bytes', external),
    single('nodejs_array_buffers_bytes', arrayBuffers),
  ];
}

function spaces(): Family[] {
  const statistics = getHeapSpaceStatistics();
  return [
    byLabel('nodejs_heap_space_size_used_bytes', 'space', statistics.map(used)),
    byLabel('nodejs_heap_space_size_total_bytes', 'space', statistics.map(total)),
  ];
}

function used({ space_name, space_used_size }: HeapSpaceInfo): [string, number] {
  return [shortName(space_name), space_used_size];
}

function total({ space_name, space_size }: HeapSpaceInfo): [string, number] {
  return [shortName(space_name), space_size];
}

function shortName(space: string): string {
  return space.replace(/_space$/, '');
}
