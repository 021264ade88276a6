import type { ContainerSpec } from '../spec/index.ts';

/** A container that is being ended. */
interface Ending {
  readonly spec: ContainerSpec;
  /** Settles when its main process is gone. */
  readonly gone: Promise<unknown>;
}

/**
 * Whom each sidecar waits for before it is signalled: all main containers, and the sidecars that started after it
 * (pkg/kubelet/kuberuntime/kuberuntime_termination_order.go). Containers that no longer run hold up nobody.
 */
export function turnsOf(endings: readonly Ending[]): ReadonlyMap<string, Promise<unknown>> {
  const isSidecar = ({ spec }: Ending) => spec.role === 'sidecar';
  return new Map(
    endings.flatMap((ending, index) => {
      if (!isSidecar(ending)) return [];
      const before = endings.filter((other, place) => !isSidecar(other) || place > index);
      return [[ending.spec.name, Promise.all(before.map(({ gone }) => gone))] as const];
    }),
  );
}
