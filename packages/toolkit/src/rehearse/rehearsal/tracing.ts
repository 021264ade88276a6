import type { Workload } from '../workload/index.ts';

/**
 * The workload with its traces sent to the rehearsal's own receiver, by the variables of the OpenTelemetry specification:
 * a program that traces reads them, any other passes them over. All is sampled, and sent within half a second.
 */
export function withTracing(workload: Workload, endpoint: string): Workload {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
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
