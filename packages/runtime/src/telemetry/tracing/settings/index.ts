/** The OTEL_* environment variables, read. */
export type { BatchSettings, ExporterSettings } from './exporter-settings.ts';
export { readTracingSettings } from './settings.ts';
