import type { Container, PodSpec } from '../object.ts';

/** All containers of a pod: those of its start and its sidecars first, as they are started. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/** Those of them that run as long as the pod: the main ones, and then sidecars, init containers that are always restarted. */
export function lastingContainers({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')];
}

/** A port that is given by its number, or by the name of one of the container's. Undefined: there is no such port. */
export function resolvePort(port: number | string, { ports = [] }: Container): number | undefined {
  const named = ports.find(({ name }) => name === port)?.containerPort;
  const number = named ?? (/^\d+$/.test(String(port)) ? Number(port) : 0);
  return number > 0 && number < 65_536 ? number : undefined;
}

/** A pod with each of its containers changed. */
export function changeContainers(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  return {
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(change) }),
    containers: spec.containers.map(change),
  };
}
