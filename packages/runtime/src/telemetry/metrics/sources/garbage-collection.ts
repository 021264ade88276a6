import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { metricDefinitions } from '../definitions/index.ts';
import { DurationHistogram } from '../duration-histogram.ts';
import { LabelSet } from '../label-set.ts';
import { family, type MetricSource } from './source.ts';

const kinds: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** How long garbage collections took, by kind. */
export function garbageCollectionSource(): MetricSource {
  const bounds = metricDefinitions.nodejs_gc_duration_seconds.bounds ?? [];
  const byKind = new Map(
    Object.values(kinds).map((kind) => [kind, new DurationHistogram(new LabelSet({ kind }), bounds)]),
  );
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) byKind.get(kindOf(entry))?.observe(entry.duration / 1e3);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    name: 'garbage collection',
    collect: () => [
      family(
        'nodejs_gc_duration_seconds',
        Array.from(byKind.values(), (one) => one.point()),
      ),
    ],
    stop: () => observer.disconnect(),
  };
}

/** The types of Node leave out an entry's detail. */
function kindOf(entry: PerformanceEntry & { detail?: { kind?: number } }): string {
  return kinds[entry.detail?.kind ?? 0] ?? '';
}
