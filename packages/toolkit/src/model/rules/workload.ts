import type { ObjectOf } from '../object.ts';
import type { Tell } from './breaches.ts';

/** A Deployment's strategy (`ValidateDeploymentStrategy`, `ValidateRollingUpdateDeployment`). */
export function checkStrategy({ spec }: ObjectOf<'Deployment'>, tell: Tell): void {
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
  if (typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100)
    tell([...path, 'maxUnavailable'], 'it may not be more than 100 %');
}

const counts = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'] as const;

/** A workload's numbers (`ValidateNonnegativeField`). */
export function checkCounts({ spec }: ObjectOf<'Deployment'>, tell: Tell): void {
  for (const field of counts) if ((spec?.[field] ?? 0) < 0) tell(['spec', field], 'it may not be negative');
}

/** That a workload selects its own pods (`ValidateDeploymentSpec`, `ValidateStatefulSetSpec`). */
export function checkSelector({ kind, spec }: ObjectOf<'Deployment'>, tell: Tell): void {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {};
  const wanted = Object.entries(matchLabels);
  if (wanted.length === 0 && matchExpressions.length === 0)
    return tell(['spec', 'selector'], `an empty selector is not taken of a ${kind}`);
  const labels: Readonly<Record<string, string>> = spec?.template.metadata?.labels ?? {};
  for (const [name, value] of wanted)
    if (labels[name] !== value)
      tell(
        ['spec', 'selector', 'matchLabels', name],
        `its own pods do not have the label ${name}: ${value} (spec.template.metadata.labels)`,
      );
}

/** Of pods, as a number or a percentage; absent it is 25 %. */
function isNone(value: string | number | undefined): boolean {
  return value !== undefined && Number.parseInt(String(value), 10) === 0;
}
