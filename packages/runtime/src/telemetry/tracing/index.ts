/** Tracing: the runtime as the provider of `@opentelemetry/api`, and OTLP to a collector. */
export {
  databaseErrorType,
  sqlOperation,
  traceClient,
  tracePool,
  traceRedis,
  watchStatements,
  type PgClient,
  type PgPool,
  type RedisClient,
} from './client/index.ts';
export type { ExportStats } from './export/index.ts';
export type { ServerTracing } from './server/index.ts';
export { errorType } from './span/index.ts';
export {
  startTracing,
  traceThread,
  type ThreadTracingOptions,
  type Tracing,
  type TracingOptions,
} from './tracing.ts';
