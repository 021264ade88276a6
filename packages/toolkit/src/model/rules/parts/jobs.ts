import type { IDaemonSetUpdateStrategy } from 'kubernetes-models/apps/v1';
import type { IJobSpec } from 'kubernetes-models/batch/v1';
import { isNone, partFault } from '../amount.ts';
import type { Tell } from '../breaches.ts';

/** How often the pods of a Job are run (`validateJobSpec`). */
export function checkJob(spec: IJobSpec, tell: Tell): void {
  const { completionMode, completions, backoffLimitPerIndex, maxFailedIndexes, podFailurePolicy } = spec;
  if (completionMode === 'Indexed') {
    // Where neither is stated both are 1.
    if (completions === undefined && spec.parallelism !== undefined)
      tell(['completions'], 'with the completionMode Indexed it is needed beside parallelism');
  } else
    for (const [field, value] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes }))
      if (value !== undefined) tell([field], 'it is taken with the completionMode Indexed alone');
  if (podFailurePolicy !== undefined && spec.template.spec?.restartPolicy !== 'Never')
    tell(['podFailurePolicy'], 'it is taken with the restartPolicy Never alone');
}

/** How the pods of a DaemonSet are replaced (`ValidateRollingUpdateDaemonSet`). */
export function checkDaemonSetStrategy({ type, rollingUpdate }: IDaemonSetUpdateStrategy, tell: Tell): void {
  if (type === 'OnDelete' || rollingUpdate === undefined) return;
  const { maxSurge = 0, maxUnavailable = 1 } = rollingUpdate;
  for (const [field, amount] of Object.entries({ maxSurge, maxUnavailable })) {
    const fault = partFault(amount);
    if (fault !== undefined) tell(['rollingUpdate', field], fault);
  }
  if (isNone(maxSurge) === isNone(maxUnavailable))
    tell(
      ['rollingUpdate'],
      'one of maxSurge and maxUnavailable is 0, and the other is not; absent they are 0 and 1',
    );
}
