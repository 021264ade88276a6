/** A pod's life as the kubelet leads it: containers in order, probes, restarts, termination, and the status of it all. */
export { Kubelet, type KubeletOptions } from './kubelet.ts';
export type { NodeFacts, ServiceAddress, Surroundings } from './facts.ts';
export type { Pod, PodRequest, PodRunner } from './pod.ts';
export { resolvePodSpec, type ContainerSpec, type ResolvedPodSpec } from './spec/index.ts';
export type { PodWorker } from './pod-worker.ts';
export { isTerminal, type ContainerState, type ContainerStatus, type PodStatus } from './status/index.ts';
