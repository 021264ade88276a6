/** A TCP proxy before a dependency, so that it can be taken away, slowed down and given back. */
export { addressThrough, targetOf, type DependencyTarget } from './address.ts';
export type { DependencyProxy } from './dependency-proxy.ts';
export { startDependencyProxy, type DependencyProxyOptions } from './start.ts';
