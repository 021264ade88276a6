import { metrics, type Attributes, type BatchObservableResult } from '@opentelemetry/api';
import type { Counts } from './counts.ts';

/** What is told of a cache. */
export interface Measured {
  readonly name: string;
  readonly counts: Counts;
  /** Bytes held by this process. */
  readonly bytes: () => number;
  /** Whether the server has been given up. */
  readonly bypassed: () => boolean;
}

/** Tells of a cache by OpenTelemetry’s API until disposed of. It is read when asked for: a hit costs an addition. */
export function measureCache({ name, counts, bytes, bypassed }: Measured): Disposable {
  const meter = metrics.getMeter('@seaworthy/runtime/cache');
  const requests = meter.createObservableCounter('seaworthy.cache.requests', {
    description:
      'Values asked for: hits by tier, stale values given, misses, and callers that shared a load.',
  });
  const loads = meter.createObservableCounter('seaworthy.cache.loads', {
    description: 'Values asked of their source.',
  });
  const errors = meter.createObservableCounter('seaworthy.cache.errors', {
    description: 'Commands that the cache server failed.',
  });
  const oversized = meter.createObservableCounter('seaworthy.cache.oversized', {
    description: 'Values that were too large to be kept.',
  });
  const held = meter.createObservableGauge('seaworthy.cache.memory', {
    description: 'Estimated size of what this process holds.',
    unit: 'By',
  });
  const open = meter.createObservableGauge('seaworthy.cache.bypassed', {
    description: '1 while the cache server is given up and values come from their source.',
  });
  const all = [requests, loads, errors, oversized, held, open];
  const labels: Attributes = { 'seaworthy.cache.name': name };
  const observe = (result: BatchObservableResult) => {
    const asked = (outcome: string, count: number) =>
      result.observe(requests, count, { ...labels, 'seaworthy.cache.outcome': outcome });
    asked('memory hit', counts.memoryHits);
    asked('redis hit', counts.redisHits);
    asked('stale', counts.stale);
    asked('miss', counts.misses);
    asked('shared', counts.shared);
    result.observe(loads, counts.loads, { ...labels, 'seaworthy.cache.outcome': 'loaded' });
    result.observe(loads, counts.loadFailures, { ...labels, 'seaworthy.cache.outcome': 'failed' });
    result.observe(errors, counts.errors, labels);
    result.observe(oversized, counts.oversized, labels);
    result.observe(held, bytes(), labels);
    result.observe(open, bypassed() ? 1 : 0, labels);
  };
  meter.addBatchObservableCallback(observe, all);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, all) };
}
