import { expect, test } from 'vitest';
import type { Workload } from '../workload/index.ts';
import { withTracing } from './tracing.ts';

test("the rehearsal's receiver stands before a collector of the manifest's, for all signals or for traces alone", () => {
  const own = [
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector:4317' },
    { name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', value: 'http://collector:4317' },
    { name: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', value: 'grpc' },
    { name: 'PORT', value: '8080' },
  ];
  const spec = { containers: [{ name: 'app', env: own }] };
  const workload = { template: { labels: {}, annotations: {}, spec } } as unknown as Workload;
  const { template } = withTracing(workload, 'http://host:1');
  const env = (template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value] as const);
  expect(env).toHaveLength(new Map(env).size);
  expect(Object.fromEntries(env)).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://host:1',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://host:1/v1/traces',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    PORT: '8080',
  });
});
