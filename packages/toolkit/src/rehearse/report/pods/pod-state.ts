import type { RehearsalEvent } from '../../events.ts';

/** `down`: one of its containers has exited and is to be started again. */
export type PodPhaseName = 'starting' | 'ready' | 'not-ready' | 'down' | 'terminating';

/** A pod between two events. */
export interface PodState {
  readonly revision: number;
  readonly ready: boolean;
  readonly wasReady: boolean;
  readonly deleted: boolean;
  /** Containers that have exited and are not started again yet. */
  readonly down: readonly string[];
  readonly restarts: number;
}

/** What a pod is after one of its events; undefined while it does not exist. */
export function podAfter(pod: PodState | undefined, event: RehearsalEvent): PodState | undefined {
  if (event.type === 'pod-created')
    return {
      revision: event.revision,
      ready: false,
      wasReady: false,
      deleted: false,
      down: [],
      restarts: 0,
    };
  if (pod === undefined || event.type === 'pod-removed') return undefined;
  switch (event.type) {
    case 'pod-ready':
      return { ...pod, ready: event.ready, wasReady: pod.wasReady || event.ready };
    case 'pod-deleted':
      return { ...pod, deleted: true };
    case 'container-started': {
      const down = pod.down.filter((name) => name !== event.container);
      return { ...pod, down, restarts: pod.restarts + (event.restartCount > 0 ? 1 : 0) };
    }
    case 'container-exited':
      // That is how an init container is to end.
      if (event.exitCode === 0 && !pod.wasReady) return pod;
      return { ...pod, down: [...pod.down, event.container] };
    default:
      return pod;
  }
}

/** The phase that a pod's state amounts to. */
export function phaseOf({ deleted, down, ready, wasReady }: PodState): PodPhaseName {
  if (deleted) return 'terminating';
  if (down.length > 0) return 'down';
  if (ready) return 'ready';
  return wasReady ? 'not-ready' : 'starting';
}
