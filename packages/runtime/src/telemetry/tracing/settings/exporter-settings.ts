import { OtelEnvName } from '@seaworthy/contract';
import type { EnvironmentReader } from './readers.ts';

/** Where ended spans go, and how. */
export interface ExporterSettings {
  /**
   * The specification's default is `otlp` to localhost. A service that nobody told of a collector would then knock at a
   * closed door for its whole life, so ours is `none` until an endpoint or this very setting is given.
   */
  readonly kind: 'otlp' | 'console' | 'none';
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** gRPC is not spoken: it is reported, and HTTP with protobuf is used, which every collector takes too. */
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly gzip: boolean;
  /** Path of a PEM file of authorities. */
  readonly certificate: string | undefined;
  /** Milliseconds for one request. */
  readonly requestTimeoutMs: number;
  readonly batch: BatchSettings;
}

/** How spans are gathered (`OTEL_BSP_*`). */
export interface BatchSettings {
  /** Milliseconds between two exports. */
  readonly delayMs: number;
  /** Milliseconds for one batch, retries included. */
  readonly timeoutMs: number;
  readonly maxQueue: number;
  readonly maxBatch: number;
}

/** Reads `OTEL_TRACES_EXPORTER`, `OTEL_EXPORTER_OTLP_*` and `OTEL_BSP_*`. */
export function exporterSettings(reader: EnvironmentReader): ExporterSettings {
  const traces = reader.url(OtelEnvName.otlpTracesEndpoint);
  const base = reader.url(OtelEnvName.otlpEndpoint);
  const kind = reader.oneOf(['otlp', 'console', 'none'], undefined, OtelEnvName.tracesExporter);
  return {
    kind: kind ?? ((traces ?? base) ? 'otlp' : 'none'),
    endpoint: traces ?? tracesBelow(base ?? new URL('http://localhost:4318')),
    headers: {
      ...reader.pairs(OtelEnvName.otlpHeaders),
      ...reader.pairs(OtelEnvName.otlpTracesHeaders),
    },
    protocol: reader.oneOf(
      ['http/protobuf', 'http/json'],
      'http/protobuf',
      OtelEnvName.otlpTracesProtocol,
      OtelEnvName.otlpProtocol,
    ),
    gzip:
      reader.oneOf(
        ['gzip', 'none'],
        'none',
        OtelEnvName.otlpTracesCompression,
        OtelEnvName.otlpCompression,
      ) === 'gzip',
    certificate: reader.text(OtelEnvName.otlpTracesCertificate, OtelEnvName.otlpCertificate),
    requestTimeoutMs: reader.timeout(10_000, OtelEnvName.otlpTracesTimeout, OtelEnvName.otlpTimeout),
    batch: batchSettings(reader),
  };
}

function batchSettings(reader: EnvironmentReader): BatchSettings {
  const maxQueue = reader.integer(2048, 1, OtelEnvName.bspMaxQueueSize);
  return {
    delayMs: reader.integer(5000, 0, OtelEnvName.bspScheduleDelay),
    timeoutMs: reader.timeout(30_000, OtelEnvName.bspExportTimeout),
    maxQueue,
    maxBatch: Math.min(maxQueue, reader.integer(512, 1, OtelEnvName.bspMaxExportBatchSize)),
  };
}

/** `/v1/traces` below the base address, whatever path that has (OTLP exporter specification, "Endpoint URLs"). */
function tracesBelow(base: URL): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url;
}
