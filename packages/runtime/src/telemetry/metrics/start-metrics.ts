import type { Meter } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import { deadlineIn, type Deadline } from '../../lifecycle/index.ts';
import { findCgroup } from '../../resources/index.ts';
import { mergeProcesses } from './across/index.ts';
import { expose, type Exposition } from './exposition/index.ts';
import type { Family } from './family.ts';
import { HttpClientMetrics } from './http/client.ts';
import { HttpServerMetrics } from './http/server.ts';
import type { Attributes } from './label-set.ts';
import { openPush } from './otlp/index.ts';
import { Registry } from './registry.ts';
import { metricResource } from './resource.ts';
import { SERIES_LIMIT } from './series-limit.ts';
import { buildInfoSource } from './sources/build-info.ts';
import { cgroupSource, type CgroupReadings } from './sources/cgroup.ts';
import { checksSource } from './sources/checks.ts';
import { eventLoopSource } from './sources/event-loop.ts';
import { garbageCollectionSource } from './sources/garbage-collection.ts';
import { lifecycleSource } from './sources/lifecycle.ts';
import { memorySource } from './sources/memory.ts';
import { processSource } from './sources/process.ts';
import { processesSource } from './sources/processes.ts';
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
  /** Environment variables: the pod's names, and those of `OtelEnvName` for metrics and the resource. Default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the process's own. */
  readonly cgroup?: CgroupReadings;
  /**
   * The most series of one metric, ours or the service's; what exceeds it shares one series. Default 2000
   * (OpenTelemetry specification, metrics/sdk.md).
   */
  readonly seriesLimit?: number;
  /** Asks other processes of the service for their figures, which are told with those of this one. Default: none. */
  readonly others?: (() => Promise<OtherProcesses>) | undefined;
}

/** Figures of the other processes of a service. */
export interface OtherProcesses {
  /** By number. */
  readonly running: ReadonlyMap<number, readonly Family[]>;
  /** What those that are no more have counted. */
  readonly ended: readonly Family[];
}

/** The metrics of a running service. */
export interface Metrics extends AsyncDisposable {
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
  /** Pushes the last figures, where metrics are pushed, then stops listening and measuring. */
  shutdown(deadline: Deadline): Promise<void>;
  /** Shuts down within 5 seconds. */
  [Symbol.asyncDispose](): Promise<void>;
}

const LAST_PUSH_MS = 5000;

/** Begins to measure. The metrics live until `shutdown`. */
export function startMetrics(options: MetricsOptions): Metrics {
  const { service, version, bus, clock, env = {}, seriesLimit = SERIES_LIMIT, others } = options;
  const resource = metricResource(service, version, env);
  const registry = new Registry();
  const httpServer = registry.add(new HttpServerMetrics(seriesLimit));
  const httpClient = registry.add(new HttpClientMetrics({ clock, seriesLimit }));
  for (const source of ownSources(options, resource)) registry.add(source);
  // Last, so that a name of ours is kept where a user takes it as well.
  const { meter } = registry.add(
    userMetrics({
      service,
      version,
      seriesLimit,
      onError: () => registry.failed('user'),
      onTaken: () => bus.emit({ type: 'telemetry.taken', parts: ['meter provider'] }),
    }),
  );
  const snapshot = async () => {
    const [own, foreign] = await Promise.all([registry.collect(), others?.()]);
    return foreign === undefined ? own : mergeProcesses(own, foreign.running, foreign.ended);
  };
  const push = openPush({ env, clock, emit: (event) => bus.emit(event), resource, collect: snapshot });
  const shutdown = async (deadline: Deadline) => {
    await push?.shutdown(deadline);
    registry.stop();
  };
  return {
    httpServer,
    httpClient,
    meter,
    addSource: (source) => void registry.add(source),
    snapshot,
    render: async (accept) => expose(await snapshot(), accept),
    shutdown,
    [Symbol.asyncDispose]: async () => {
      using deadline = deadlineIn(clock, LAST_PUSH_MS);
      await shutdown(deadline);
    },
  };
}

function ownSources(
  { service, version, bus, clock, cgroup = findCgroup() }: MetricsOptions,
  resource: Attributes,
) {
  return [
    buildInfoSource(service, version, resource),
    lifecycleSource(bus),
    checksSource(bus),
    workersSource(bus),
    processesSource(bus),
    eventLoopSource(clock),
    garbageCollectionSource(),
    memorySource,
    processSource(),
    cgroupSource(cgroup),
  ];
}
