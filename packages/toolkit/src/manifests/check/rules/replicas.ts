import {
  isBuiltIn,
  ofKind,
  podsOf,
  selectsLabels,
  type KubernetesObject,
  type ObjectOf,
} from '../../../model/index.ts';
import { autoscalersOf } from '../autoscalers.ts';
import { finding, type Finding } from '../finding.ts';
import { podLabelsOf, workloadsOf, type Workload } from '../service-workloads.ts';
import type { Subject } from '../subject.ts';
import { unrequested } from '../unrequested.ts';

/** The autoscaler and the disruption budget against the workload that they are for. */
export function replicas(subject: Subject): Finding[] {
  const { workload, objects } = subject;
  const budgets = ofKind(objects, 'PodDisruptionBudget').filter(({ spec }) =>
    selectsLabels(spec?.selector, podLabelsOf(workload)),
  );
  return [
    ...setBesideAutoscaler(workload, objects),
    ...withoutTarget(workload, objects),
    ...ofOtherGroup(workload, objects),
    ...autoscalersOf(workload, objects).flatMap((autoscaler) => unrequested(subject, autoscaler)),
    ...budgets.flatMap((budget) => blocked(budget, objects)),
    ...rivals(autoscalersOf(workload, objects), 'autoscalers', 'scaleTargetRef', (first) => [
      `HorizontalPodAutoscaler ${first} is for the same pods: neither scales them (AmbiguousSelector)`,
      'Take one of them out; one has several metrics.',
    ]),
    ...rivals(budgets, 'budgets', 'selector', (first) => [
      `PodDisruptionBudget ${first} is for the same pods, and no pod of two is evicted: no node can be drained`,
      'Take one of them out.',
    ]),
  ];
}

/** Whether a custom resource that is not read, such as KEDA's, scales it. */
function isScaledByOther(workload: Workload, objects: readonly KubernetesObject[]): boolean {
  return objects.some((it) => {
    const spec = it['spec'] as { scaleTargetRef?: { name?: unknown; kind?: unknown } } | null | undefined;
    const { name, kind = workload.kind } = spec?.scaleTargetRef ?? {};
    return !isBuiltIn(it) && name === workload.metadata.name && kind === workload.kind;
  });
}

/** The fewest replicas; NaN, which nothing is at least, where that is not known. */
function fewestReplicas(workload: Workload, objects: readonly KubernetesObject[]): number {
  const [autoscaler] = autoscalersOf(workload, objects);
  if (autoscaler !== undefined) return autoscaler.spec?.minReplicas ?? 1;
  return isScaledByOther(workload, objects) ? NaN : (workload.spec?.replicas ?? 1);
}

function setBesideAutoscaler(workload: Workload, objects: readonly KubernetesObject[]): Finding[] {
  const { replicas } = workload.spec ?? {};
  const isScaled = autoscalersOf(workload, objects).length > 0 || isScaledByOther(workload, objects);
  if (replicas == null || !isScaled) return [];
  const place = { object: workload, path: ['spec', 'replicas'] };
  const message = `every apply sets the replicas back to ${replicas}, whatever the autoscaler has decided`;
  return [finding('replicas/set-beside-autoscaler', place, message, 'Take spec.replicas out.')];
}

/**
 * An autoscaler of the workload's name that is for something else, which is not there; or one whose name begins with it, as that of
 * `shop-hpa`, where none is for the workload. One whose name holds what it is for, as `shop-worker` and `shop-cart-hpa` of `cart`, is for what is elsewhere.
 */
function withoutTarget(workload: Workload, objects: readonly KubernetesObject[]): Finding[] {
  const {
    kind,
    metadata: { name },
  } = workload;
  const isScaled = autoscalersOf(workload, objects).length > 0;
  const isFor = (own: string, target: string) =>
    own === name || (!isScaled && own.startsWith(`${name}-`) && !`-${own}-`.includes(`-${target}-`));
  return ofKind(objects, 'HorizontalPodAutoscaler').flatMap((autoscaler) => {
    const target = autoscaler.spec?.scaleTargetRef;
    if (target === undefined || !isFor(autoscaler.metadata.name, target.name)) return [];
    if (objects.some((it) => it.kind === target.kind && it.metadata.name === target.name)) return [];
    const place = { object: autoscaler, path: ['spec', 'scaleTargetRef'] };
    const message = `there is no ${target.kind} ${target.name}: nothing is scaled`;
    return [finding('replicas/no-target', place, message, `Name the ${kind} ${name}.`)];
  });
}

/**
 * An autoscaler that names the workload under another API group: the kind is looked up in the group alone, and is not found
 * (pkg/controller/podautoscaler/horizontal.go). One that names no group is refused by the API, and told as that.
 */
function ofOtherGroup(workload: Workload, objects: readonly KubernetesObject[]): Finding[] {
  const groupOf = (apiVersion: string) => apiVersion.split('/').at(-2);
  return autoscalersOf(workload, objects).flatMap((autoscaler) => {
    const { apiVersion = '' } = autoscaler.spec?.scaleTargetRef ?? {};
    const group = groupOf(apiVersion);
    if (group === undefined || group === groupOf(workload.apiVersion ?? '')) return [];
    const place = { object: autoscaler, path: ['spec', 'scaleTargetRef'] };
    const message = `in ${apiVersion} there is no ${workload.kind}: nothing is scaled (FailedGetScale)`;
    return [finding('replicas/no-target', place, message, `Set apiVersion: ${workload.apiVersion}.`)];
  });
}

/**
 * Each beside the first one: of what acts on pods Kubernetes takes but one (pkg/controller/podautoscaler/horizontal.go,
 * pkg/registry/core/pod/storage/eviction.go).
 */
function rivals(
  objects: readonly (ObjectOf<'HorizontalPodAutoscaler'> | ObjectOf<'PodDisruptionBudget'>)[],
  what: string,
  field: string,
  say: (first: string) => [message: string, fix: string],
): Finding[] {
  const { name = '' } = objects[0]?.metadata ?? {};
  // Of one name they are one object, as it stands last.
  const others = objects.filter(({ metadata }) => metadata.name !== name);
  return others.map((object) =>
    finding(`replicas/several-${what}`, { object, path: ['spec', field] }, ...say(name)),
  );
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
  if (minAvailable != null && podsOf(minAvailable, minimum) >= minimum)
    return [
      finding(
        'replicas/budget-blocks',
        { object: budget, path: ['spec', 'minAvailable'] },
        `minAvailable ${minAvailable} of at least ${minimum} replicas allows no eviction: no node can be drained`,
        fix,
      ),
    ];
  if (maxUnavailable != null && podsOf(maxUnavailable, minimum) === 0)
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
