import type { PodPhase } from '../../events.ts';
import type { ResolvedPodSpec } from '../spec/index.ts';
import { isTerminal } from './phase.ts';
import type { ContainerStatus } from './status.ts';

/**
 * The Ready condition: every main container and every sidecar is ready, and every readiness gate is true, which nobody sets here
 * (pkg/kubelet/status/generate.go). A deletion does not enter into it.
 */
export function podReady(
  { readinessGates }: ResolvedPodSpec,
  statuses: readonly ContainerStatus[],
  phase: PodPhase,
): boolean {
  if (isTerminal(phase)) return false;
  return readinessGates.length === 0 && statuses.every(({ spec, ready }) => spec.role === 'init' || ready);
}
