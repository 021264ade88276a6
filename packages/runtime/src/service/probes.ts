import { EnvName } from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import type { Component } from '../lifecycle/index.ts';
import { startProbeServer, type CheckResult, type ProbeServer } from '../probes/index.ts';
import { startReport } from '../processes/index.ts';
import { logDropsSource, type Metrics } from '../telemetry/index.ts';
import type { ServiceDefinition } from './definition.ts';
import type { Prepared } from './prepare.ts';
import type { Telemetry } from './telemetry.ts';

/** Probes and metrics, on a thread of their own: the first to start and the last to stop. */
export function probeServer<Shape extends ConfigShape>(
  { name, version, liveness }: ServiceDefinition<Shape>,
  { config, clock, bus, log }: Prepared<Shape>,
  metrics: Metrics,
): Component<ProbeServer> {
  metrics.addSource(logDropsSource(log.lostLines));
  return {
    name: 'probes',
    start: () =>
      startProbeServer({
        port: config.current[EnvName.adminPort],
        host: config.current[EnvName.host],
        service: name,
        version,
        clock,
        bus,
        metrics: (accept) => metrics.render(accept),
        ...(liveness !== undefined && { liveness }),
      }),
    stop: (server) => server.close(),
  };
}

/** What answers the probes: this process itself, or the primary, which it tells. */
export interface HealthServer {
  /** Undefined: the primary listens. */
  readonly port?: number;
  setChecks(results: readonly CheckResult[]): void;
  close(): Promise<void>;
}

/** What shows the process's health: probes of its own, or a report to the primary of several processes. */
export function health<Shape extends ConfigShape>(
  definition: ServiceDefinition<Shape>,
  prepared: Prepared<Shape>,
  telemetry: Telemetry,
): Component<HealthServer> {
  const { member, clock, bus, log } = prepared;
  const { metrics } = telemetry;
  if (member === undefined) return probeServer(definition, prepared, metrics);
  metrics.addSource(logDropsSource(log.lostLines));
  return {
    name: 'probes',
    start: () =>
      startReport({ member, clock, bus, liveness: definition.liveness, figures: () => metrics.snapshot() }),
    stop: (report) => report.close(),
  };
}
