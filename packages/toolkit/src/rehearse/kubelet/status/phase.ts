import type { PodPhase } from '../../events.ts';
import type { ResolvedPodSpec } from '../spec/index.ts';
import type { ContainerStatus } from './status.ts';
import { hasSucceeded } from './succeeded.ts';

/**
 * A pod's phase (pkg/kubelet/kubelet_pods.go getPhase). None is final while anything runs (pkg/kubelet/status
 * mergePodStatus).
 *
 * @param over nothing will be started any more: the pod is deleted, or was ended by its own policy
 */
export function podPhase(
  { restartPolicy }: ResolvedPodSpec,
  statuses: readonly ContainerStatus[],
  over: boolean,
): PodPhase {
  const init = statuses.filter(({ spec }) => spec.role === 'init');
  const main = statuses.filter(({ spec }) => spec.role === 'main');
  if (over) return main.every(hasSucceeded) ? 'Succeeded' : 'Failed';
  if (!init.every(hasSucceeded) || main.some(neverRan)) return 'Pending';
  // A sidecar that still runs keeps the pod from its end, one that waits to be restarted does not.
  const isRunning = statuses.some(({ spec, state }) => spec.role !== 'init' && state.kind === 'running');
  if (isRunning || restartPolicy === 'Always') return 'Running';
  if (main.every(({ lastEnd }) => lastEnd?.exitCode === 0)) return 'Succeeded';
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

/** Whether a phase is final: nothing of the pod runs any more, and nothing will (pkg/api/v1/pod/util.go IsPodPhaseTerminal). */
export function isTerminal(phase: PodPhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function neverRan({ state }: ContainerStatus): boolean {
  return state.kind === 'waiting';
}
