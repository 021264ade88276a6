import type { ConfigShape } from '../config/index.ts';
import type { Deadline } from '../lifecycle/index.ts';
import {
  instrumentServer,
  spanExporterSource,
  startMetrics,
  startTracing,
  type HttpInstrumentation,
  type Metrics,
  type Tracing,
} from '../telemetry/index.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Prepared } from './prepare.ts';

/** Tracing and metrics of a service, and how they meet. */
export interface Telemetry {
  readonly tracing: Tracing;
  readonly metrics: Metrics;
  /** Observes the requests that the service answers. */
  readonly instrumentation: HttpInstrumentation;
  /** Sends out what is pending, then ends both. */
  shutdown(deadline: Deadline): Promise<void>;
}

/** Starts tracing and metrics, by the OTEL_* variables of the environment. */
export function openTelemetry<Shape extends ConfigShape>(
  { name: service, version, traceClients = true }: ServiceDefinition<Shape>,
  { env, clock, bus, cgroup, member }: Prepared<Shape>,
): Telemetry {
  // Figures of several processes leave by the primary, which names the instance.
  const pushed = member === undefined ? env : {};
  const metrics = startMetrics({ service, version, bus, clock, cgroup, env: pushed });
  const tracing = startTracing({
    service,
    version,
    env,
    clock,
    traceClients,
    emit: (event) => bus.emit(event),
    onClientRequest: (request) => metrics.httpClient.record(request),
  });
  metrics.addSource(spanExporterSource(() => tracing.stats()));
  return {
    tracing,
    metrics,
    instrumentation: instrumentServer(tracing.server, metrics.httpServer),
    async shutdown(deadline) {
      await Promise.all([tracing.shutdown(deadline), metrics.shutdown(deadline)]);
      await tracing[Symbol.asyncDispose]();
    },
  };
}
