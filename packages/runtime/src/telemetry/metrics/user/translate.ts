import type { Attributes as OtelAttributes } from '@opentelemetry/api';
import {
  DataPointType,
  InstrumentType,
  type MetricData,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { SCOPE_LABEL, type Family, type MetricType, type Point } from '../family.ts';
import { LabelSet, type Attributes } from '../label-set.ts';
import { prometheusName } from '../prometheus-name.ts';
import type { LabelSlots } from './label-slots.ts';
import type { Delta, Meaning } from './series-totals.ts';

/**
 * The SDK's data of one collection. Metrics of a library's meter carry its name as `otel_scope_name`, as OpenTelemetry's
 * Prometheus compatibility asks; those of the service's own meter carry no label but their own.
 */
export function deltasOf(scopes: readonly ScopeMetrics[], service: string, slots: LabelSlots): Delta[] {
  return scopes.flatMap(({ scope, metrics }) => {
    const common: Attributes = scope.name === service ? {} : { [SCOPE_LABEL]: scope.name };
    const { name, version } = scope;
    return metrics.map((metric) => {
      const meaning = meaningOf(metric);
      const attributesOf = (told: OtelAttributes) => (meaning === 'now' ? slots.attributesOf(told) : told);
      const points = pointsOf(metric, (told) => labelsOf(attributesOf(told), common));
      return { family: { ...familyOf(metric), points, scope: { name, version } }, meaning };
    });
  });
}

function meaningOf(metric: MetricData): Meaning {
  switch (instrumentOf(metric)) {
    case InstrumentType.OBSERVABLE_COUNTER:
      return 'total';
    case InstrumentType.OBSERVABLE_GAUGE:
    case InstrumentType.OBSERVABLE_UP_DOWN_COUNTER:
      return 'now';
    default:
      return 'added';
  }
}

/** Which the SDK's types do not tell, and its descriptors do. */
function instrumentOf({ descriptor }: MetricData): unknown {
  return 'type' in descriptor ? descriptor.type : undefined;
}

function familyOf(metric: MetricData): Omit<Family, 'points'> {
  const { name, unit, description } = metric.descriptor;
  const type = typeOf(metric);
  // A Gauge of the API is what can't be added up, as opposed to an UpDownCounter (OpenTelemetry, metrics/api.md).
  const across = gauges.has(instrumentOf(metric)) ? 'apart' : 'sum';
  return {
    ...prometheusName(name, unit, type),
    help: description,
    type,
    otel: { name, unit, ...(type === 'gauge' && across === 'sum' && { additive: true }) },
    across,
  };
}

const gauges = new Set<unknown>([InstrumentType.GAUGE, InstrumentType.OBSERVABLE_GAUGE]);
const counters = new Set<unknown>([InstrumentType.COUNTER, InstrumentType.OBSERVABLE_COUNTER]);

function typeOf(metric: MetricData): MetricType {
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  return counters.has(instrumentOf(metric)) ? 'counter' : 'gauge';
}

function pointsOf(metric: MetricData, labels: (told: OtelAttributes) => LabelSet): Point[] {
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      return metric.dataPoints.map(({ attributes, value: { buckets, sum = 0 } }) => ({
        labels: labels(attributes),
        bounds: buckets.boundaries,
        counts: buckets.counts,
        sum,
      }));
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      // Made only by a view, and the provider has none.
      return [];
    default:
      return metric.dataPoints.map(({ attributes, value }) => ({
        labels: labels(attributes),
        value,
      }));
  }
}

function labelsOf(attributes: OtelAttributes, common: Attributes): LabelSet {
  const labels: Record<string, Attributes[string]> = { ...common };
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) labels[name] = kept(value);
  return new LabelSet(labels);
}

/** Numbers, booleans and arrays of them stay what they are for OTLP; a structure is its JSON text. */
function kept(value: unknown): Attributes[string] {
  if (isScalar(value)) return value;
  return Array.isArray(value) && value.every(isScalar) ? value : JSON.stringify(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
