import { OtelEnvName } from '@seaworthy/contract';
import type { EnvironmentReader } from '../../environment/index.ts';
import { otlpSettings, statedEndpoint, type OtlpSettings } from '../../otlp/index.ts';

/** Where ended spans go, and how. */
export interface ExporterSettings extends OtlpSettings {
  /**
   * The specification's default is `otlp` to localhost. A service that nobody told of a collector would then knock at a
   * closed door for its whole life, so ours is `none` until an endpoint or this very setting is given.
   */
  readonly kind: 'otlp' | 'console' | 'none';
  /** gRPC is not spoken: it is reported, and HTTP with protobuf is used, which every collector takes too. */
  readonly protocol: 'http/protobuf' | 'http/json';
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
  const endpoint = statedEndpoint(reader, 'traces');
  const kind = reader.oneOf(['otlp', 'console', 'none'], undefined, OtelEnvName.tracesExporter);
  return {
    kind: kind ?? (endpoint === undefined ? 'none' : 'otlp'),
    ...otlpSettings(reader, 'traces', endpoint),
    protocol: reader.oneOf(
      ['http/protobuf', 'http/json'],
      'http/protobuf',
      OtelEnvName.otlpTracesProtocol,
      OtelEnvName.otlpProtocol,
    ),
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
