import type { PodPhase } from '../../events.ts';
import type { ResolvedPodSpec } from '../spec/index.ts';
import type { ContainerStatus } from './status.ts';

/**
 * The Ready condition: every main container and every sidecar is ready, and every readiness gate is true
 * (pkg/kubelet/status/generate.go). A deletion does not enter into it.
 *
 * @param gates the readiness gates that are true
 */
export function podReady(
  { readinessGates }: ResolvedPodSpec,
  statuses: readonly ContainerStatus[],
  phase: PodPhase,
  gates: ReadonlySet<string>,
): boolean {
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  return (
    statuses.every(({ spec, ready }) => spec.role === 'init' || ready) &&
    readinessGates.every((gate) => gates.has(gate))
  );
}
