import { resolvePodSpec } from '../../kubelet/index.ts';
import type { ProbeKind } from '../../events.ts';
import type { Stage } from './stage.ts';

/** The probe of the first main container that has such a one, defaults filled in. */
export function probeOf({ workload }: Pick<Stage, 'workload'>, kind: ProbeKind) {
  const { containers } = resolvePodSpec(workload.template.spec);
  return containers.find(({ role, probes }) => role === 'main' && probes[kind] !== undefined)?.probes[kind];
}

/** How long a program may be silent until the liveness probe has it restarted, in milliseconds; undefined: for ever. */
export function livenessAllowsMs(stage: Pick<Stage, 'workload'>): number | undefined {
  const probe = probeOf(stage, 'liveness');
  if (probe === undefined) return undefined;
  return (probe.periodSeconds * probe.failureThreshold + probe.timeoutSeconds) * 1000;
}
