/** The load of a rehearsal on a thread of its own, over what the proxies of a Service see of its endpoints. */
export type { DataPlane } from './data-plane/index.ts';
export { startTraffic, type SingleOptions, type Traffic, type TrafficOptions } from './traffic.ts';
