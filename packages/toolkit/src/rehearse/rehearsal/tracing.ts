import type { Workload } from '../workload/index.ts';

/**
 * The workload with its traces sent to the rehearsal's own receiver, by the variables of the OpenTelemetry specification:
 * a program that traces reads them, any other passes them over. Those of traces alone go before those of all signals
 * (opentelemetry-specification, protocol/exporter.md), and the manifest may set them. All is sampled, and sent within half a
 * second.
 */
export function withTracing(workload: Workload, endpoint: string): Workload {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    // Used as it is, where the other one gets the path appended.
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_SAMPLER: 'always_on',
    OTEL_BSP_SCHEDULE_DELAY: '500',
  };
  const { spec } = workload.template;
  const containers = spec.containers.map((container) => ({
    ...container,
    env: [
      ...(container.env ?? []).filter(({ name }) => !(name in env)),
      ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ],
  }));
  return { ...workload, template: { ...workload.template, spec: { ...spec, containers } } };
}
