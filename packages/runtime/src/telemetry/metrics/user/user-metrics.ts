import { metrics, type Meter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { Family } from '../family.ts';
import type { MetricSource } from '../sources/source.ts';
import { LabelSlots } from './label-slots.ts';
import { SeriesTotals } from './series-totals.ts';
import { deltasOf } from './translate.ts';

/** How long a scrape waits for the callbacks of observable instruments, in milliseconds. */
const CALLBACK_TIMEOUT_MS = 1000;

/** The service's own metrics, and those of libraries that speak the OpenTelemetry API. */
export interface UserMetrics extends MetricSource {
  /** Makes instruments: `createCounter`, `createHistogram`, `createGauge` and their observable kinds. */
  readonly meter: Meter;
}

/** What of users' metrics is bounded, and where failures are told. */
export interface UserMetricsOptions {
  readonly service: string;
  readonly version: string;
  /** The most series of one instrument. */
  readonly seriesLimit: number;
  /** Called for each observable callback that failed or took too long. */
  readonly onError: () => void;
  /** Called when another SDK has registered with the API before: libraries' metrics then go there. */
  readonly onTaken: () => void;
}

/**
 * Users' metrics by the OpenTelemetry SDK (docs/decisions/0010-users-metrics-by-opentelemetry.md), registered as the global provider, so
 * that instrumentation of libraries shows up too.
 */
export function userMetrics({
  service,
  version,
  seriesLimit,
  onError,
  onTaken,
}: UserMetricsOptions): UserMetrics {
  const reader = new ScrapeReader({
    aggregationTemporalitySelector: () => AggregationTemporality.DELTA,
    cardinalitySelector: () => seriesLimit,
  });
  const totals = new SeriesTotals(seriesLimit);
  const slots = new LabelSlots();
  const provider = new MeterProvider({ readers: [reader], views: viewsWith(slots) });
  const registered = metrics.setGlobalMeterProvider(provider);
  if (!registered) onTaken();
  const collect = async () => {
    slots.clear();
    const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: CALLBACK_TIMEOUT_MS });
    for (const _ of errors) onError();
    return totals.add(deltasOf(resourceMetrics.scopeMetrics, service, slots));
  };
  let collecting: Promise<readonly Family[]> | undefined;
  return {
    name: 'user',
    meter: provider.getMeter(service, version),
    // A scrape and a push share one collection: of two that overlap, the second would be told nothing of what the first observed.
    collect: () => (collecting ??= collect().finally(() => (collecting = undefined))),
    stop() {
      if (registered) metrics.disable();
    },
  };
}

/**
 * What callbacks tell, as they tell it: of a sum the SDK would make the difference to the last, which after a NaN is one for good. What is
 * so now has `slots` in the place of its attributes, and its bound is ours.
 */
function viewsWith(slots: LabelSlots): ViewOptions[] {
  const aggregation = { type: AggregationType.LAST_VALUE } as const;
  return [
    { instrumentType: InstrumentType.OBSERVABLE_COUNTER, aggregation },
    ...[InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, InstrumentType.OBSERVABLE_GAUGE].map((instrumentType) => ({
      instrumentType,
      aggregation,
      attributesProcessors: [slots],
      aggregationCardinalityLimit: Infinity,
    })),
  ];
}

/** A reader that is asked, and pushes nothing. */
class ScrapeReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}
