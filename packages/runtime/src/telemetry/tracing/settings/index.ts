/** The OTEL_* environment variables, read. */
export type { BatchSettings, ExporterSettings } from './exporter-settings.ts';
export type { OtlpSettings } from './otlp-settings.ts';
export type { Environment } from './readers.ts';
export { readTracingSettings } from './settings.ts';
