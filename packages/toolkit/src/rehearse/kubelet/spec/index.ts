/** A pod's specification with Kubernetes' defaults filled in. */
export { resolvePodSpec, type ContainerSpec, type ResolvedPodSpec } from './pod-spec.ts';
export type { ProbeSpec } from './probe-spec.ts';
