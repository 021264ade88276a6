/** Tracing and metrics. */
export { instrumentServer, type HttpInstrumentation } from './instrument-server.ts';
export * from './metrics/index.ts';
export * from './tracing/index.ts';
