/**
 * Probes: dependency checks in the background, and a server on a thread of its own that answers startup, liveness and
 * readiness, gRPC health and metrics.
 */
export { createChecks, type CheckResult, type Checks, type CheckOptions } from './checks/index.ts';
export type { LivenessOptions } from './liveness-options.ts';
export { startProbeServer, type ProbeServer, type ProbeServerOptions } from './server.ts';
