import { metrics, type Attributes, type BatchObservableResult } from '@opentelemetry/api';
import { instrument } from '../../telemetry/index.ts';
import type { Counts } from './counts.ts';
import { version } from '../../version.generated.ts';

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
  const meter = metrics.getMeter('@seaworthy/runtime/cache', version);
  const requests = meter.createObservableCounter(...instrument('seaworthy_cache_requests_total'));
  const loads = meter.createObservableCounter(...instrument('seaworthy_cache_loads_total'));
  const errors = meter.createObservableCounter(...instrument('seaworthy_cache_errors_total'));
  const oversized = meter.createObservableCounter(...instrument('seaworthy_cache_oversized_total'));
  const held = meter.createObservableGauge(...instrument('seaworthy_cache_memory_bytes'));
  const open = meter.createObservableGauge(...instrument('seaworthy_cache_bypassed'));
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
