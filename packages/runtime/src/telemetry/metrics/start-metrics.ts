import type { Meter } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import { findCgroup, type Cgroup } from '../../resources/index.ts';
import { expose, type Exposition } from './exposition/index.ts';
import type { Family } from './family.ts';
import { HttpClientMetrics } from './http/client.ts';
import { HttpServerMetrics } from './http/server.ts';
import type { Attributes } from './label-set.ts';
import { Registry } from './registry.ts';
import { buildInfoSource } from './sources/build-info.ts';
import { cgroupSource } from './sources/cgroup.ts';
import { checksSource } from './sources/checks.ts';
import { eventLoopSource } from './sources/event-loop.ts';
import { garbageCollectionSource } from './sources/garbage-collection.ts';
import { lifecycleSource } from './sources/lifecycle.ts';
import { memorySource } from './sources/memory.ts';
import { processSource } from './sources/process.ts';
import type { MetricSource } from './sources/source.ts';
import { workersSource } from './sources/workers.ts';
import { userMetrics } from './user/user-metrics.ts';

/** What the metrics are about. */
export interface MetricsOptions {
  /** `service.name`. */
  readonly service: string;
  /** `service.version`. */
  readonly version: string;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Further resource attributes for `target_info`, such as `k8s.pod.name`. */
  readonly resource?: Attributes;
  /** Default: the process's own. */
  readonly cgroup?: Cgroup;
  /** `url.scheme` of the service's listener. Default `http`: TLS ends before the pod. */
  readonly scheme?: 'http' | 'https';
  /**
   * The most series of one metric, ours or the service's; what exceeds it shares one series. Default 2000
   * (OpenTelemetry specification, metrics/sdk.md).
   */
  readonly seriesLimit?: number;
}

/** The metrics of a running service. */
export interface Metrics {
  /** Called by the server for each request. */
  readonly httpServer: HttpServerMetrics;
  /** Called for each outgoing request. */
  readonly httpClient: HttpClientMetrics;
  /**
   * Makes the service's own instruments, by the OpenTelemetry API. A histogram in seconds wants
   * `advice.explicitBucketBoundaries`: the API's default buckets are meant for milliseconds.
   */
  readonly meter: Meter;
  /** Adds figures that are asked for at each scrape. */
  addSource(source: MetricSource): void;
  /** Every metric as it stands. */
  snapshot(): Promise<readonly Family[]>;
  /** Answers a scrape in the format that its `Accept` header prefers. Never rejects. */
  render(accept: string): Promise<Exposition>;
  /** Stops listening and measuring. */
  stop(): void;
}

/** Begins to measure. The metrics live until `stop()`. */
export function startMetrics(options: MetricsOptions): Metrics {
  const { service, version, bus, clock, resource = {}, scheme = 'http', seriesLimit = 2000 } = options;
  const registry = new Registry();
  registry.add(buildInfoSource(service, version, resource));
  const httpServer = registry.add(new HttpServerMetrics({ clock, scheme, seriesLimit }));
  const httpClient = registry.add(new HttpClientMetrics({ clock, seriesLimit }));
  registry.add(lifecycleSource(bus));
  registry.add(checksSource(bus));
  registry.add(workersSource(bus));
  registry.add(eventLoopSource(clock));
  registry.add(garbageCollectionSource());
  registry.add(memorySource);
  registry.add(processSource());
  registry.add(cgroupSource(options.cgroup ?? findCgroup()));
  // Last, so that a name of ours is kept where a user takes it as well.
  const { meter } = registry.add(
    userMetrics({ service, version, seriesLimit, onError: () => registry.failed('user') }),
  );
  const snapshot = () => registry.collect();
  return {
    httpServer,
    httpClient,
    meter,
    addSource: (source) => void registry.add(source),
    snapshot,
    render: async (accept) => expose(await snapshot(), accept),
    stop: () => registry.stop(),
  };
}
