import { OtelEnvName } from '@seaworthy/contract';
import { EnvironmentReader, tellUnheard, type Environment, type OnIgnored } from '../../environment/index.ts';
import { otlpSettings, statedEndpoint, type OtlpSettings } from '../../otlp/index.ts';

/** Where metrics are pushed to, how and how often. */
export interface PushSettings extends OtlpSettings {
  /** Milliseconds between two pushes. */
  readonly intervalMs: number;
  /** Milliseconds for one push. */
  readonly timeoutMs: number;
}

/**
 * Reads `OTEL_METRICS_EXPORTER`, `OTEL_METRIC_EXPORT_*` and `OTEL_EXPORTER_OTLP_*`; undefined where nothing is pushed.
 * The specification's default is to push; ours is not to, since `/metrics` is there and a cluster that scrapes it would
 * have everything twice. Temporality is cumulative and the protocol protobuf over HTTP, which every collector takes.
 */
export function readPushSettings(env: Environment, onIgnored: OnIgnored): PushSettings | undefined {
  const reader = new EnvironmentReader(env, onIgnored);
  const exporters = ['otlp', 'prometheus', 'none'] as const;
  if (!reader.listOf(exporters, ['prometheus'], OtelEnvName.metricsExporter).includes('otlp'))
    return undefined;
  if (reader.boolean(OtelEnvName.sdkDisabled)) return undefined;
  tellUnheard(env, 'push', onIgnored);
  return {
    ...otlpSettings(reader, 'metrics', statedEndpoint(reader, 'metrics')),
    intervalMs: reader.integer(60_000, 1, OtelEnvName.metricExportInterval),
    timeoutMs: reader.timeout(30_000, OtelEnvName.metricExportTimeout),
  };
}
