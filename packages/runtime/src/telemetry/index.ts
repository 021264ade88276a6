/** Tracing and metrics. */
export { instrumentServer, type MeasuredRequest, type ServerObserver } from './instrument-server.ts';
export * from './metrics/index.ts';
export * from './tracing/index.ts';
