/** The OTEL_* environment variables, read. */
export type { BatchSettings, ExporterSettings } from './exporter-settings.ts';
export type { Environment, OnIgnored } from './readers.ts';
export { readTracingSettings } from './settings.ts';
