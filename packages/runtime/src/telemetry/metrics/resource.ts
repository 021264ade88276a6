import { OtelEnvName } from '@seaworthy/contract';
import { EnvironmentReader, type Environment } from '../environment/index.ts';
import { resourceAttributes } from '../resource.ts';
import type { Attributes } from './label-set.ts';

/**
 * The resource of a service's metrics: that of its spans, so that both are known to be of one instance. The process's id,
 * which is no text, is left out: the figures may be of several processes.
 */
export function metricResource(service: string, version: string, env: Environment): Attributes {
  // Tracing tells of settings that are ignored.
  const reader = new EnvironmentReader(env, () => {});
  const resource = resourceAttributes({
    service,
    version,
    env,
    serviceName: reader.text(OtelEnvName.serviceName),
    attributes: reader.pairs(OtelEnvName.resourceAttributes),
  });
  const { 'process.pid': _pid, ...attributes } = resource;
  return attributes;
}
