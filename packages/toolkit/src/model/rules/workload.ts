import { meetsRequirement } from '../label-selector.ts';
import type { ObjectOf } from '../object.ts';
import { amountFault, isNone, partFault } from './amount.ts';
import type { Tell } from './breaches.ts';

type Workload = ObjectOf<'DaemonSet' | 'Deployment' | 'ReplicaSet' | 'StatefulSet'>;

/** What only a Deployment has (`ValidateDeploymentSpec`, `ValidateDeploymentStrategy`, `ValidateRollingUpdateDeployment`). */
export function checkDeployment({ spec }: ObjectOf<'Deployment'>, tell: Tell): void {
  const { progressDeadlineSeconds = 600, minReadySeconds = 0 } = spec ?? {};
  if (progressDeadlineSeconds >= 0 && progressDeadlineSeconds <= minReadySeconds)
    tell(
      ['spec', 'progressDeadlineSeconds'],
      `it is ${progressDeadlineSeconds}, and must be above minReadySeconds, which is ${minReadySeconds}`,
    );
  const path = ['spec', 'strategy', 'rollingUpdate'];
  const { type, rollingUpdate } = spec?.strategy ?? {};
  if (rollingUpdate === undefined) return;
  if (type === 'Recreate') return tell(path, 'it is not taken with the strategy Recreate');
  const { maxSurge, maxUnavailable } = rollingUpdate;
  if (isNone(maxSurge) && isNone(maxUnavailable))
    tell(
      [...path, 'maxUnavailable'],
      'it may not be 0 where maxSurge is 0 too: no pod could ever be replaced',
    );
  const surge = maxSurge === undefined ? undefined : amountFault(maxSurge);
  if (surge !== undefined) tell([...path, 'maxSurge'], surge);
  const unavailable = maxUnavailable === undefined ? undefined : partFault(maxUnavailable);
  if (unavailable !== undefined) tell([...path, 'maxUnavailable'], unavailable);
}

/** A StatefulSet's strategy (`ValidateStatefulSetSpec`, `validateRollingUpdateStatefulSet`). */
export function checkStatefulSet({ spec }: ObjectOf<'StatefulSet'>, tell: Tell): void {
  const path = ['spec', 'updateStrategy', 'rollingUpdate'];
  const { type = '', rollingUpdate } = spec?.updateStrategy ?? {};
  if (rollingUpdate === undefined) return;
  if (type !== '' && type !== 'RollingUpdate') return tell(path, `it is not taken with the strategy ${type}`);
  const { partition = 0, maxUnavailable } = rollingUpdate;
  if (partition < 0) tell([...path, 'partition'], 'it may not be negative');
  if (maxUnavailable === undefined) return;
  const fault = isNone(maxUnavailable)
    ? 'it may not be 0: no pod could ever be replaced'
    : partFault(maxUnavailable);
  if (fault !== undefined) tell([...path, 'maxUnavailable'], fault);
}

const counts = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'] as const;

/** A workload's numbers (`ValidateNonnegativeField`). */
export function checkCounts({ spec }: Workload, tell: Tell): void {
  const stated: { readonly [Field in (typeof counts)[number]]?: number } = spec ?? {};
  for (const field of counts) if ((stated[field] ?? 0) < 0) tell(['spec', field], 'it may not be negative');
}

/** That a workload selects its own pods (`ValidateDeploymentSpec`, `ValidateStatefulSetSpec`, and so on). */
export function checkSelector({ kind, spec }: Workload, tell: Tell): void {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {};
  const wanted = Object.entries(matchLabels);
  if (wanted.length === 0 && matchExpressions.length === 0)
    return tell(['spec', 'selector'], `an empty selector is not taken of a ${kind}`);
  const labels: Readonly<Record<string, string>> = spec?.template?.metadata?.labels ?? {};
  for (const [name, value] of wanted)
    if (labels[name] !== value)
      tell(
        ['spec', 'selector', 'matchLabels', name],
        `its own pods do not have the label ${name}: ${value} (spec.template.metadata.labels)`,
      );
  for (const [index, requirement] of matchExpressions.entries())
    if (!meetsRequirement(requirement, labels))
      tell(
        ['spec', 'selector', 'matchExpressions', index],
        `its own pods are not among those: their label ${requirement.key} is ${labels[requirement.key] ?? 'not there'} (spec.template.metadata.labels)`,
      );
}
