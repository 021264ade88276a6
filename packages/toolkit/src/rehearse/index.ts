/**
 * A miniature Kubernetes for one machine, driven by an injected clock: a kubelet, a Deployment's controllers, endpoints
 * and proxies. What it does otherwise than the real one is written down in docs/reference/known-differences.md.
 */
export { systemClock, type Clock, type Timer } from './clock.ts';
export * from './controllers/index.ts';
export * from './deployment/index.ts';
export * from './endpoints/index.ts';
export * from './engines/index.ts';
export type * from './events.ts';
export * from './kubelet/index.ts';
export type * from './evidence.ts';
export type * from './findings.ts';
export * from './objects/index.ts';
export * from './patterns.ts';
export * from './proxy/index.ts';
export { seededRandom, type Random, type Range } from './random.ts';
export * from './report/index.ts';
export * from './requests.ts';
export * from './scenario-names.ts';
export * from './scenarios/index.ts';
export * from './stand-ins/index.ts';
export { startTraffic, type DataPlane, type Traffic, type TrafficOptions } from './traffic/index.ts';
export * from './rehearsal/index.ts';
export type * from './verdict.ts';
export * from './workload/index.ts';
export * from './verdict/index.ts';
