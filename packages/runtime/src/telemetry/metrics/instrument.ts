import type { MetricOptions } from '@opentelemetry/api';
import { storeMetrics, type StoreMetric } from './definitions/index.ts';

/**
 * What OpenTelemetry's API wants to make the instrument of a definition: `meter.createCounter(...instrument(name))`.
 *
 * @param name the metric's name in Prometheus
 */
export function instrument(name: StoreMetric): [name: string, options: MetricOptions] {
  const { otel, help, bounds } = storeMetrics[name];
  const { unit } = otel;
  return [
    otel.name,
    {
      description: help,
      unit,
      ...(bounds !== undefined && { advice: { explicitBucketBoundaries: [...bounds] } }),
    },
  ];
}
