/**
 * Makes a service fit for production in Kubernetes: `defineService()`, and the names that most services need.
 *
 * The lifecycle comes first, so that signals are handled from the first instruction; only an older Node is refused
 * before it.
 */
import './require-node.ts';
export {
  retry,
  type Component,
  type ComponentCheck,
  type Deadline,
  type Outcome,
  type RetryOptions,
  type StartContext,
} from './lifecycle/index.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
export { HttpError, SeaworthyError, type ErrorCode, type ErrorDetail, type HttpAnswer } from './errors.ts';
export type { EventListener, PressureLevel, RuntimeEvent, State } from './events.ts';
export { currentScope, type Scope } from './scope.ts';
export {
  config,
  ConfigError,
  parseBytes,
  parseCpu,
  parseDuration,
  reloadable,
  requiredInProduction,
  Secret,
  type ConfigIssue,
  type ConfigListener,
  type ConfigShape,
  type ConfigValues,
} from './config/index.ts';
export type { Logger } from './log/index.ts';
export {
  availableCores,
  createCpuPool,
  type Cache,
  type CacheOptions,
  type CpuPool,
  type CpuPoolOptions,
  type MemoryBudget,
  type Pressure,
  type PressureListener,
} from './resources/index.ts';
export type { CheckOptions, LivenessOptions } from './probes/index.ts';
export {
  type Job,
  type JobContext,
  type Worker,
  type WorkerOptions,
  type WorkerStatus,
} from './workers/index.ts';
export {
  BodyTooLargeError,
  OverloadedError,
  endStreamWith,
  fastifyRoutes,
  honoRoutes,
  koaRoutes,
  readBody,
  sendJson,
  streamJson,
  setRoute,
  type Body,
  type DrainOptions,
  type FetchBindings,
  type FetchHandler,
  type HttpHandler,
  type HttpLimits,
  type IncomingBody,
  type JsonSource,
  type LoadOptions,
  type NodeHandler,
  type Priority,
  type ReadBodyOptions,
  type RequestLine,
  type RouteBody,
  type RouteLoad,
  type SendJsonOptions,
  type StreamJsonOptions,
  type UpgradeListener,
} from './http/index.ts';
export {
  traceClient,
  tracePool,
  traceRedis,
  traceThread,
  type PgClient,
  type PgPool,
  type RedisClient,
  type ThreadTracingOptions,
  type Tracing,
} from './telemetry/index.ts';
export {
  defineService,
  type App,
  type HttpDefinition,
  type Memory,
  type MigrationsDefinition,
  type RunningService,
  type Service,
  type ServiceDefinition,
  type ShutdownDefinition,
  type Surroundings,
} from './service.ts';
export type {
  CodeMigration,
  Migration,
  MigrationClient,
  MigrationSettings,
  MigrationSource,
  SqlMigration,
} from './migrations/index.ts';
export { waitFor, type WaitForOptions } from './wait-for/index.ts';
