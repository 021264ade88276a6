import type { ProbeKind } from '../events.ts';
import { hasSucceeded, type ContainerStatus } from './status/index.ts';

/** What the kubelet does next for a pod. */
export type PodPlan =
  /** Nothing is left to run: whatever still runs is ended, and the pod is over. */
  | { readonly kind: 'end' }
  | {
      readonly kind: 'steps';
      readonly kill: readonly { readonly name: string; readonly failed: 'startup' | 'liveness' }[];
      /** In this order, each after the one before it. */
      readonly start: readonly string[];
    };

/** A container's status, and which of its probes, if any, wants it killed. */
export type Planned = ContainerStatus & {
  readonly failedProbe: Extract<ProbeKind, 'startup' | 'liveness'> | undefined;
};

/**
 * What the containers' states call for (pkg/kubelet/kuberuntime computePodActions and computeInitContainerActions): init
 * containers one at a time, a sidecar passed once it is started, main containers together, ended ones by their restart
 * policy. Where no main container runs, those that have ended wait as well, until the last init container is passed. Backing
 * off is not decided here.
 */
export function planPod(containers: readonly Planned[]): PodPlan {
  const main = containers.filter(({ spec }) => spec.role === 'main');
  const sidecars = containers.filter(({ spec }) => spec.role === 'sidecar');
  const kill = containers.flatMap(({ spec, state, failedProbe }) =>
    state.kind === 'running' && failedProbe !== undefined ? [{ name: spec.name, failed: failedProbe }] : [],
  );
  if (!main.some(isRunning)) {
    // The phase is final then, and syncing has ended (kubelet.go SyncPod).
    if (main.every(isOver) && !sidecars.some(isRunning)) return { kind: 'end' };
    const init = planInit(containers.filter(({ spec }) => spec.role !== 'main'));
    if (init === 'failed') return { kind: 'end' };
    if (init !== 'done') return { kind: 'steps', kill, start: init };
  }
  if (main.every(isOver)) return { kind: 'end' };
  return {
    kind: 'steps',
    kill,
    start: [...sidecars, ...main].filter(isToStart).map(({ spec }) => spec.name),
  };
}

/** Which init containers to start now; `done`: the main ones follow. */
function planInit(containers: readonly Planned[]): string[] | 'done' | 'failed' {
  const latest = containers.findLastIndex((container) => !neverRan(container));
  const reached = containers[latest];
  const current = reached === undefined || !isPassed(reached) ? Math.max(latest, 0) : latest + 1;
  const next = containers[current];
  if (next === undefined) return 'done';
  if (next.spec.role === 'init' && isOver(next)) return 'failed';
  const restarts = containers.slice(0, current).filter((it) => it.spec.role === 'sidecar' && isToStart(it));
  return [...restarts, ...(isToStart(next) ? [next] : [])].map(({ spec }) => spec.name);
}

/** The next init container need not wait for it any longer. */
function isPassed(container: Planned): boolean {
  return container.spec.role === 'sidecar' ? container.started : hasSucceeded(container);
}

function isToStart(container: Planned): boolean {
  const { spec, state, failedProbe } = container;
  if (state.kind === 'running') return failedProbe !== undefined && spec.restartPolicy !== 'Never';
  return state.kind === 'waiting' || !isOver(container);
}

/** Ended, or about to be, and not to be restarted. */
function isOver(container: Planned): boolean {
  const { spec, state, failedProbe } = container;
  if (state.kind === 'running') return failedProbe !== undefined && spec.restartPolicy === 'Never';
  if (state.kind === 'waiting' || spec.restartPolicy === 'Always') return false;
  return spec.restartPolicy === 'Never' || hasSucceeded(container);
}

function isRunning({ state }: Planned): boolean {
  return state.kind === 'running';
}

function neverRan({ state }: Planned): boolean {
  return state.kind === 'waiting';
}
