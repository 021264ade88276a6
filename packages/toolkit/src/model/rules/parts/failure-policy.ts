import type { IJobSpec } from 'kubernetes-models/batch/v1';
import { containersOf } from '../../pod/containers.ts';
import type { Tell } from '../breaches.ts';

/** Which failures of its pods end a Job, or do not count (`validatePodFailurePolicyRule`). */
export function checkFailurePolicy(spec: IJobSpec, tell: Tell): void {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const place = ['podFailurePolicy', 'rules', index];
    const { action, onExitCodes, onPodConditions = [] } = rule;
    const hasConditions = onPodConditions.length > 0;
    if ((onExitCodes === undefined) !== hasConditions)
      tell(
        place,
        `it has one of onExitCodes and onPodConditions, and this one ${hasConditions ? 'both' : 'none'}`,
      );
    if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
      tell([...place, 'action'], 'FailIndex is taken with a backoffLimitPerIndex alone');
    if (onExitCodes !== undefined)
      checkExitCodes(onExitCodes, spec, (inner, message) =>
        tell([...place, 'onExitCodes', ...inner], message),
      );
  }
}

type Rules = NonNullable<IJobSpec['podFailurePolicy']>['rules'];
type ExitCodes = NonNullable<Rules[number]['onExitCodes']>;

/** `validatePodFailurePolicyRuleOnExitCodes` */
function checkExitCodes({ containerName, operator, values }: ExitCodes, spec: IJobSpec, tell: Tell): void {
  const { template } = spec;
  const names = template.spec === undefined ? [] : containersOf(template.spec).map(({ name }) => name);
  if (containerName !== undefined && !names.includes(containerName))
    tell(['containerName'], `there is no container ${containerName}: its pods have ${names.join(', ')}`);
  if (values.length === 0) tell(['values'], 'there is at least one');
  for (const [index, code] of values.entries()) {
    const before = index === 0 ? -Infinity : (values[index - 1] ?? 0);
    if (operator === 'In' && code === 0) tell(['values', index], '0 is no failure');
    if (code <= before) tell(['values', index], 'they are in ascending order, each of them once');
  }
}
