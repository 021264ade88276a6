import { availableParallelism } from 'node:os';

/**
 * CPU shares of all pods together: the machine's cores, as the kubelet gives them to `kubepods`
 * (pkg/kubelet/cm/node_container_manager_linux.go). With those of a new group, which are one core's, the pods of a rehearsal would get
 * no more of a busy machine than any single process on it, and take seconds to start.
 */
export const podsShares = 1024 * availableParallelism();
