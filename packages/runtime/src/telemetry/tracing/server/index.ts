/** Spans of the requests that the service answers. */
export { ServerTracing, type ServerInstrumentation } from './server-tracing.ts';
