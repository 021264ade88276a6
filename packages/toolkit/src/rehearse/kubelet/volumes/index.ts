/** A pod's volumes as folders of the node: what is in them, how it changes, and when they go. */
export { PodVolumes } from './pod-volumes.ts';
export type { MountedVolume } from './volume.ts';
