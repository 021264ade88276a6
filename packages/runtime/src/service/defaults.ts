import {
  DefaultPort,
  EnvName,
  PortName,
  ShutdownDefault,
  type PortContract,
  type ShutdownContract,
} from '@seaworthy/contract';
import type { ConfigShape } from '../config/index.ts';
import type { ServiceDefinition } from './definition.ts';

/** The listeners of a service, with the definition's defaults. */
export function portsOf({ ports = {} }: Pick<ServiceDefinition<ConfigShape>, 'ports'>): PortContract[] {
  const { http = DefaultPort.http, admin = DefaultPort.admin } = ports;
  const own: PortContract[] =
    http === false ? [] : [{ name: PortName.http, port: http, env: EnvName.port, protocol: 'http' }];
  return [...own, { name: PortName.admin, port: admin, env: EnvName.adminPort, protocol: 'http' }];
}

/** The shutdown budget in Kubernetes, with the definition's defaults. */
export function shutdownOf({
  ports = {},
  shutdown = {},
}: Pick<ServiceDefinition<ConfigShape>, 'ports' | 'shutdown'>): Required<ShutdownContract> {
  // The delay is for requests that are on their way.
  const delaySeconds = ports.http === false ? 0 : ShutdownDefault.drainDelaySeconds;
  return {
    gracePeriodSeconds: shutdown.gracePeriodSeconds ?? ShutdownDefault.gracePeriodSeconds,
    preStopSeconds: shutdown.preStopSeconds ?? ShutdownDefault.preStopSeconds,
    drainDelaySeconds: shutdown.drainDelaySeconds ?? delaySeconds,
  };
}
