import type { Container, PodSpec } from './object.ts';

/** All containers of a pod: those of its start and its sidecars first, as they are started. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/** A pod with each of its containers changed. */
export function changeContainers(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  return {
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(change) }),
    containers: spec.containers.map(change),
  };
}
