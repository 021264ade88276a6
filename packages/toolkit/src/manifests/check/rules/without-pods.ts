import {
  isBuiltIn,
  isRollout,
  ofKind,
  selectsLabels,
  type KubernetesObject,
  type ObjectOf,
} from '../../../model/index.ts';
import { finding, type Finding, type Place } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import type { Subject } from '../subject.ts';

/**
 * Disruption budgets and network policies whose name holds the service's, as `shop-pdb` does, and that can be meant for nothing but its
 * pods: they ask for a label of which these have another value, and select none of the set.
 */
export function withoutPods(subject: Subject): Finding[] {
  const { objects, podLabels } = subject;
  const budgets = ofKind(objects, 'PodDisruptionBudget');
  const hasBudget = budgets.some(({ spec }) => selectsLabels(spec?.selector, podLabels));
  const lost = [
    ...(hasBudget ? [] : budgets.map(asLostBudget)),
    ...ofKind(objects, 'NetworkPolicy')
      .filter((policy) => !isForOthers(policy, subject))
      .map(asLostPolicy),
  ];
  return lost.flatMap((selecting) => findingOf(selecting, subject));
}

type Selector = NonNullable<ObjectOf<'PodDisruptionBudget'>['spec']>['selector'];

interface Selecting {
  readonly object: Place['object'];
  /** Of its spec, where the selector is. */
  readonly field: string;
  readonly selector: Selector;
  readonly rule: string;
  readonly what: string;
  readonly effect: string;
}

function asLostBudget(object: ObjectOf<'PodDisruptionBudget'>): Selecting {
  return {
    object,
    field: 'selector',
    selector: object.spec?.selector,
    rule: 'replicas/budget-without-pods',
    what: 'budget',
    effect: 'a drain of nodes may take all of them at once',
  };
}

function asLostPolicy(object: ObjectOf<'NetworkPolicy'>): Selecting {
  return {
    object,
    field: 'podSelector',
    selector: object.spec?.podSelector,
    rule: 'ports/policy-without-pods',
    what: 'policy',
    effect: 'it limits nothing, and where another one denies all, it lets nothing through',
  };
}

/** Whether a policy lets the pods in to others, or is called by more than their name at its end, as `db-from-web` is. */
function isForOthers(
  { metadata, spec }: ObjectOf<'NetworkPolicy'>,
  { contract, podLabels }: Subject,
): boolean {
  const peers = [
    ...(spec?.ingress ?? []).flatMap(({ from = [] }) => from),
    ...(spec?.egress ?? []).flatMap(({ to = [] }) => to),
  ];
  const isOurs = metadata.name === contract.name || metadata.name.startsWith(`${contract.name}-`);
  return !isOurs || peers.some(({ podSelector }) => selectsLabels(podSelector, podLabels));
}

function findingOf(
  { object, field, selector, rule, what, effect }: Selecting,
  { contract, objects, workload, podLabels }: Subject,
): Finding[] {
  const isCalled = (name: string) => `-${object.metadata.name}-`.includes(`-${name}-`);
  const wrong = Object.entries(selector?.matchLabels ?? {}).filter(
    ([key, value]) => podLabels[key] !== value,
  );
  // One that is called by what it selects, as `shop-db`, is for pods that are elsewhere; so is one of what an operator makes.
  const isOther = (value: string) => isCalled(value) || isOfCustom(value, objects);
  const isNear = wrong.some(([key]) => podLabels[key] !== undefined);
  if (!isCalled(contract.name) || !isNear || wrong.some(([, value]) => isOther(value))) return [];
  if (objects.some((it) => selectsLabels(selector, madePod(it).labels))) return [];
  const labels = wrong.map(([key, value]) => `${key}=${value}`).join(', ');
  return [
    finding(
      rule,
      { object, path: ['spec', field] },
      `the ${what} selects ${labels}, which the pods do not carry: ${effect}`,
      `Select by labels of the pods of ${workload.kind} ${workload.metadata.name}.`,
    ),
  ];
}

function isOfCustom(name: string, objects: readonly KubernetesObject[]): boolean {
  return objects.some((it) => it.metadata.name === name && !isBuiltIn(it) && !isRollout(it));
}
