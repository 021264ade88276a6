/** Spans of the requests that the service answers. */
export { ServerTracing } from './server-tracing.ts';
