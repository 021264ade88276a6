/** What stands around a service in a rehearsal in the place of the real thing: proxies before dependencies, a trace collector. */
export {
  addressThrough,
  startDependencyProxy,
  targetOf,
  type DependencyProxy,
  type DependencyProxyOptions,
  type DependencyTarget,
} from './dependency-proxy/index.ts';
export { startOtlpReceiver, type OtlpReceiver, type OtlpReceiverOptions } from './otlp-receiver/index.ts';
