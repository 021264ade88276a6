import { OtelEnvName } from '@seaworthy/contract';
import type { TelemetrySignal } from '../../events.ts';
import type { EnvironmentReader } from '../environment/index.ts';

/** How a collector is reached for one signal. */
export interface OtlpSettings {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
  /** Whom the collector's certificate is to be from, in PEM form. Undefined: node's own authorities. */
  readonly authorities: string | undefined;
  /** Milliseconds for one request. */
  readonly requestTimeoutMs: number;
}

/** Variables of one signal, each of which outweighs that of all signals. */
const variables = {
  traces: {
    endpoint: OtelEnvName.otlpTracesEndpoint,
    headers: OtelEnvName.otlpTracesHeaders,
    compression: OtelEnvName.otlpTracesCompression,
    certificate: OtelEnvName.otlpTracesCertificate,
    timeout: OtelEnvName.otlpTracesTimeout,
  },
  metrics: {
    endpoint: OtelEnvName.otlpMetricsEndpoint,
    headers: OtelEnvName.otlpMetricsHeaders,
    compression: OtelEnvName.otlpMetricsCompression,
    certificate: OtelEnvName.otlpMetricsCertificate,
    timeout: OtelEnvName.otlpMetricsTimeout,
  },
} as const satisfies Record<TelemetrySignal, object>;

/** The address that is set for a signal, or below the one for all (OTLP exporter specification, "Endpoint URLs"); undefined: neither is. */
export function statedEndpoint(reader: EnvironmentReader, signal: TelemetrySignal): URL | undefined {
  const own = reader.url(variables[signal].endpoint);
  const base = reader.url(OtelEnvName.otlpEndpoint);
  if (base !== undefined) base.pathname = `${base.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return own ?? base;
}

/**
 * Reads `OTEL_EXPORTER_OTLP_*` for a signal.
 *
 * @param endpoint its {@link statedEndpoint}. Default: that of a collector on this host
 */
export function otlpSettings(
  reader: EnvironmentReader,
  signal: TelemetrySignal,
  endpoint: URL = new URL(`http://localhost:4318/v1/${signal}`),
): OtlpSettings {
  const { headers, compression, certificate, timeout } = variables[signal];
  return {
    endpoint,
    headers: { ...reader.pairs(OtelEnvName.otlpHeaders), ...reader.pairs(headers) },
    gzip: reader.oneOf(['gzip', 'none'], 'none', compression, OtelEnvName.otlpCompression) === 'gzip',
    authorities: reader.file(certificate, OtelEnvName.otlpCertificate),
    requestTimeoutMs: reader.timeout(10_000, timeout, OtelEnvName.otlpTimeout),
  };
}
