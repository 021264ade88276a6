import { metrics, type Meter } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { Family } from '../family.ts';
import type { MetricSource } from '../sources/source.ts';
import { familiesOf } from './translate.ts';

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
 * Users' metrics by the OpenTelemetry SDK (docs/decisions/0010-users-metrics.md), registered as the global provider, so
 * that instrumentation of libraries shows up too.
 */
export function userMetrics({
  service,
  version,
  seriesLimit,
  onError,
  onTaken,
}: UserMetricsOptions): UserMetrics {
  const reader = new ScrapeReader({ cardinalitySelector: () => seriesLimit });
  const provider = new MeterProvider({ readers: [reader] });
  const registered = metrics.setGlobalMeterProvider(provider);
  if (!registered) onTaken();
  return {
    name: 'user',
    meter: provider.getMeter(service, version),
    async collect(): Promise<readonly Family[]> {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: CALLBACK_TIMEOUT_MS });
      for (const _ of errors) onError();
      return familiesOf(resourceMetrics.scopeMetrics, service);
    },
    stop() {
      if (registered) metrics.disable();
    },
  };
}

/** A reader that is asked, and pushes nothing. */
class ScrapeReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}
