/** Pods' addresses: a bridge and network namespaces, or ports of this machine; and how probes reach them. */
export { bridgeNetwork, NAMESPACES } from './bridge.ts';
export { assertHostReachable } from './reach-host.ts';
export type { Network, PodAddress } from './pod-address.ts';
export { podNetwork } from './pod-network.ts';
export { sharedNetwork } from './shared-network.ts';
