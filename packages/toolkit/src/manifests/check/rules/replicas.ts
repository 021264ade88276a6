import { ofKind, type ObjectOf } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** The autoscaler and the disruption budget against the workload that they are for. */
export function replicas(subject: Subject): Finding[] {
  const { workload, objects } = subject;
  const autoscaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
    ({ spec }) =>
      spec?.scaleTargetRef?.kind === workload.kind && spec.scaleTargetRef.name === workload.metadata.name,
  );
  const minimum =
    autoscaler === undefined ? (workload.spec?.replicas ?? 1) : (autoscaler.spec?.minReplicas ?? 1);
  return [
    ...(autoscaler === undefined ? [] : scaled(subject, autoscaler)),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap((budget) => blocked(subject, budget, minimum)),
  ];
}

function scaled(
  { workload, container, atContainer }: Subject,
  autoscaler: ObjectOf<'HorizontalPodAutoscaler'>,
): Finding[] {
  const findings: Finding[] = [];
  if (workload.spec?.replicas != null)
    findings.push(
      finding(
        'replicas/set-beside-autoscaler',
        { object: workload, path: ['spec', 'replicas'] },
        `every apply sets the replicas back to ${workload.spec.replicas}, whatever the autoscaler has decided`,
        'Take spec.replicas out.',
      ),
    );
  for (const { type, resource } of autoscaler.spec?.metrics ?? []) {
    if (type !== 'Resource' || resource?.target?.type !== 'Utilization') continue;
    const { requests, limits } = container.resources ?? {};
    if (requests?.[resource.name] !== undefined || limits?.[resource.name] !== undefined) continue;
    findings.push(
      finding(
        'replicas/no-request',
        atContainer('resources'),
        `the autoscaler looks at the share of the ${resource.name} request, and there is none: it never scales`,
        `Set resources.requests.${resource.name}.`,
      ),
    );
  }
  return findings;
}

/** A budget that allows no eviction keeps nodes from being drained, for ever. */
function blocked(
  { podLabels }: Subject,
  budget: ObjectOf<'PodDisruptionBudget'>,
  minimum: number,
): Finding[] {
  const { selector, minAvailable, maxUnavailable } = budget.spec ?? {};
  const labels = Object.entries(selector?.matchLabels ?? {});
  if (labels.length === 0 || labels.some(([key, value]) => podLabels[key] !== value)) return [];
  const fix = 'Set maxUnavailable: 1 in place of minAvailable.';
  if (minAvailable != null && share(minAvailable, minimum) >= minimum)
    return [
      finding(
        'replicas/budget-blocks',
        { object: budget, path: ['spec', 'minAvailable'] },
        `minAvailable ${minAvailable} of at least ${minimum} replicas allows no eviction: no node can be drained`,
        fix,
      ),
    ];
  if (maxUnavailable != null && share(maxUnavailable, minimum) === 0)
    return [
      finding(
        'replicas/budget-blocks',
        { object: budget, path: ['spec', 'maxUnavailable'] },
        `maxUnavailable ${maxUnavailable} allows no eviction: no node can be drained`,
        fix,
      ),
    ];
  return [];
}

/** Percentages are rounded up (the disruption controller's `GetScaledValueFromIntOrPercent`). */
function share(value: string | number, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseFloat(value) / 100) * of);
}
