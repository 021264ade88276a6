/** From a container of the manifest to what a container runtime starts (pkg/kubelet kubelet_pods.go GenerateRunContainerOptions). */
export { containerConfig } from './container-config.ts';
export { probeCommand } from './probe-command.ts';
export { podResources } from './resources.ts';
