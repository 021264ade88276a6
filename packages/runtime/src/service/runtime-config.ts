import { DefaultPort, EnvName } from '@seaworthy/contract';
import { config, reloadable, type ConfigShape } from '../config/index.ts';
import { logFormats, logLevels } from '../log/index.ts';
import { shutdownOf } from './defaults.ts';
import type { ServiceDefinition } from './definition.ts';

/** The variables that every service reads, with the definition's defaults. */
export function runtimeConfig(definition: Pick<ServiceDefinition<ConfigShape>, 'ports' | 'shutdown'>) {
  const { ports = {} } = definition;
  const { gracePeriodSeconds, preStopSeconds, drainDelaySeconds } = shutdownOf(definition);
  return {
    [EnvName.port]: config
      .port()
      .default(ports.http || DefaultPort.http)
      .describe('Port of the service’s own listener.'),
    [EnvName.host]: config
      .string()
      .optional()
      .describe('Address that the listeners bind to; all addresses where unset.'),
    [EnvName.adminPort]: config
      .port()
      .default(ports.admin ?? DefaultPort.admin)
      .describe('Port of probes and metrics.'),
    [EnvName.gracePeriod]: config
      .duration()
      .prefault(`${gracePeriodSeconds}s`)
      .describe('The pod’s terminationGracePeriodSeconds.'),
    [EnvName.preStop]: config
      .duration()
      .prefault(`${preStopSeconds}s`)
      .describe('What a preStop hook spends of the grace period.'),
    [EnvName.drainDelay]: config
      .duration()
      .optional()
      .describe(
        'How long to go on accepting after the signal; ' +
          `${drainDelaySeconds}s in Kubernetes and 0s elsewhere where unset.`,
      ),
    [EnvName.heap]: config
      .string()
      .default('auto')
      .describe('Size of V8’s old space: auto (from the memory limit), off, or an amount of bytes.'),
    [EnvName.processes]: config
      .string()
      .optional()
      .describe(
        'How many processes share the port: auto (one for each core) or a number; as defined where unset.',
      ),
    [EnvName.memorySoftLimit]: config
      .string()
      .optional()
      .describe(
        'Soft memory limit: a share of the hard one (0.9, 90%) or an amount of bytes; 0.9 where unset.',
      ),
    [EnvName.heapSnapshotDir]: config
      .string()
      .optional()
      .describe('A mounted directory for one heap snapshot when memory is exhausted; none where unset.'),
    [EnvName.logLevel]: reloadable(config.enum(logLevels).default('info')).describe(
      'Lowest level that is written.',
    ),
    [EnvName.logFormat]: config
      .enum(logFormats)
      .optional()
      .describe(
        'json; gcp, ecs or datadog as Google Cloud Logging, Elastic and Datadog read it; or pretty for people. pretty in a terminal in development where unset.',
      ),
  } satisfies ConfigShape;
}

/**
 * Of these, what is read before there is a configuration, to decide what processes there are to be and how large: from the
 * environment alone, and at the start.
 */
export const environmentOnly: ReadonlySet<string> = new Set([
  EnvName.heap,
  EnvName.processes,
  EnvName.memorySoftLimit,
  EnvName.heapSnapshotDir,
]);
