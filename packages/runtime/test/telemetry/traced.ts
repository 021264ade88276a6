import { systemClock } from '../../src/clock.ts';
import type { RuntimeEvent } from '../../src/events.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import type { ClientRequest } from '../../src/telemetry/metrics/index.ts';
import { startTracing, type TracingOptions } from '../../src/telemetry/tracing/index.ts';
import { startStubCollector } from './stub-collector.ts';

/** Tracing of this process, sent to a collector in it. */
export async function startTraced(options: Partial<TracingOptions> = {}) {
  const collector = await startStubCollector();
  const events: RuntimeEvent[] = [];
  const clientRequests: ClientRequest[] = [];
  const tracing = startTracing({
    service: 'test',
    version: '1.2.3',
    clock: systemClock,
    emit: (event) => events.push(event),
    onClientRequest: (request) => clientRequests.push(request),
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...options.env },
  });
  return {
    tracing,
    collector,
    events,
    clientRequests,
    /** Sends everything that has ended. */
    flush: async (ms = 30_000) => {
      using deadline = deadlineIn(systemClock, ms);
      await tracing.flush(deadline);
    },
    [Symbol.asyncDispose]: async () => {
      await tracing[Symbol.asyncDispose]();
      collector[Symbol.dispose]();
    },
  };
}
