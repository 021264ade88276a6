import { ofKind, selectsLabels, type KubernetesObject, type ObjectOf } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { podLabelsOf, workloadsOf, type Workload } from '../service-workloads.ts';
import type { Subject } from '../subject.ts';
import { unrequested } from '../unrequested.ts';

/** The autoscaler and the disruption budget against the workload that they are for. */
export function replicas(subject: Subject): Finding[] {
  const { workload, objects } = subject;
  const autoscaler = autoscalerOf(workload, objects);
  return [
    ...(autoscaler === undefined ? [] : scaled(subject, autoscaler)),
    ...ofKind(objects, 'PodDisruptionBudget')
      .filter(({ spec }) => selectsLabels(spec?.selector, podLabelsOf(workload)))
      .flatMap((budget) => blocked(budget, objects)),
  ];
}

function autoscalerOf({ kind, metadata }: Workload, objects: readonly KubernetesObject[]) {
  return ofKind(objects, 'HorizontalPodAutoscaler').find(({ spec }) => {
    const target = spec?.scaleTargetRef;
    return target?.kind === kind && target.name === metadata.name;
  });
}

/** The fewest replicas; NaN, which nothing is at least, where a custom resource that is not read, such as KEDA's, scales it. */
function fewestReplicas(workload: Workload, objects: readonly KubernetesObject[]): number {
  const autoscaler = autoscalerOf(workload, objects);
  if (autoscaler !== undefined) return autoscaler.spec?.minReplicas ?? 1;
  const isScaled = objects.some((it) => {
    const spec = it['spec'] as { scaleTargetRef?: { name?: unknown; kind?: unknown } } | null | undefined;
    const { name, kind = workload.kind } = spec?.scaleTargetRef ?? {};
    return name === workload.metadata.name && kind === workload.kind;
  });
  return isScaled ? NaN : (workload.spec?.replicas ?? 1);
}

function scaled(subject: Subject, autoscaler: ObjectOf<'HorizontalPodAutoscaler'>): Finding[] {
  const { workload } = subject;
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
  return [...findings, ...unrequested(subject, autoscaler)];
}

/** A budget that allows no eviction keeps nodes from being drained, for ever. */
function blocked(budget: ObjectOf<'PodDisruptionBudget'>, objects: readonly KubernetesObject[]): Finding[] {
  const { selector, minAvailable, maxUnavailable } = budget.spec ?? {};
  const minimum = workloadsOf(objects)
    .filter((it) => selectsLabels(selector, podLabelsOf(it)))
    .map((it) => fewestReplicas(it, objects))
    .reduce((sum, count) => sum + count, 0);
  const fix = 'Set maxUnavailable: 1 in place of minAvailable.';
  // Of pods that are scaled away there is none to evict.
  if (minimum === 0) return [];
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
