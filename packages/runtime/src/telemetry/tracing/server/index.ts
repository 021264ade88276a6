/** Spans of the requests that the service answers. */
export type { ServedRequest } from './server-attributes.ts';
export { ServerTracing, type ServerInstrumentation } from './server-tracing.ts';
