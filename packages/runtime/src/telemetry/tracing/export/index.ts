/** Ended spans on their way to a collector. */
export type { ExportStats } from './export-ledger.ts';
export { openSender } from './open-sender.ts';
export { SpanExporter } from './span-exporter.ts';
