/** Tracing and metrics. */
export { instrumentServer } from './instrument-server.ts';
export * from './metrics/index.ts';
export * from './tracing/index.ts';
