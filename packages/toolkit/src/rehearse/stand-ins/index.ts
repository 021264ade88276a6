/** What stands around a service in a rehearsal in the place of the real thing: proxies before dependencies, a trace collector. */
export type { DependencyProxy } from './dependency-proxy.ts';
