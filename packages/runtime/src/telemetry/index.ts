/** Tracing and metrics. */
export * from './tracing/index.ts';
