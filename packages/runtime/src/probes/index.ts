/**
 * Probes: dependency checks in the background, and a server on a thread of its own that answers startup, liveness and
 * readiness, gRPC health and metrics.
 */
export {
  createChecks,
  failureText,
  type CheckResult,
  type Checks,
  type CheckOptions,
} from './checks/index.ts';
export { startBeats } from './heartbeat.ts';
export { completeLiveness, type LivenessOptions } from './liveness-options.ts';
export { startProbeServer, type ProbeServer, type ProbeServerOptions } from './server.ts';
export { aliveAt, judge } from './thread/liveness.ts';
export { waitMeter } from './thread/waiting.ts';
