import { OtelEnvName, type ServiceContract } from '@seaworthy/contract';
import { isOnRuntime } from '../options.ts';
import { note } from '../text/index.ts';

/** Where a collector usually is. */
const COLLECTOR = 'http://otel-collector.monitoring:4318';
/** OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/). */
export const COLLECTOR_PORT = 4318;

/** A patch of the Deployment that sends traces to a collector. */
export function telemetryPatch(contract: ServiceContract) {
  const env = [
    {
      name: OtelEnvName.otlpEndpoint,
      value: note(
        COLLECTOR,
        'Where a collector usually is; patch it in the overlay where yours is elsewhere.',
      ),
    },
    ...(isOnRuntime(contract) ? [] : [{ name: OtelEnvName.serviceName, value: contract.name }]),
    {
      name: OtelEnvName.tracesSampler,
      value: note(
        'parentbased_traceidratio',
        'The caller\u2019s decision, so that traces are whole; else a share of the requests.',
      ),
    },
    {
      name: OtelEnvName.tracesSamplerArg,
      value: note('0.1', 'One request in ten: the collector stores them all.'),
    },
  ];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: contract.name },
    spec: { template: { spec: { containers: [{ name: contract.name, env }] } } },
  };
}
