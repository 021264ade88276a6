/** A pod's specification with Kubernetes' defaults filled in. */
export { resolvePodSpec, type ContainerSpec, type ResolvedPodSpec, type RestartPolicy } from './pod-spec.ts';
export { resolveProbe, type ProbeSpec } from './probe-spec.ts';
