import type { INodeSelector, IPodSpec } from 'kubernetes-models/v1';
import type { LabelRequirement, LabelSelector } from '../../label-selector.ts';
import type { Tell } from '../breaches.ts';
import { checkLabelMap, isLabelKey, isLabelValue, labelKeyFault, labelValueFault } from '../metadata.ts';

/** The labels of a selector (`ValidateLabelSelector`). */
export function checkLabelSelector({ matchLabels = {} }: LabelSelector, tell: Tell): void {
  checkLabelMap(matchLabels, ['matchLabels'], tell);
}

/** The values of one of a selector's `matchExpressions` (`ValidateLabelSelectorRequirement`). Those for nodes may be any text. */
export function checkLabelValues({ values = [] }: LabelRequirement, tell: Tell): void {
  for (const [index, value] of values.entries())
    if (!isLabelValue(value)) tell(['values', index], labelValueFault);
}

/** One of a selector's `matchExpressions`, for pods or for nodes (`ValidateNodeSelectorRequirement`). */
export function checkRequirement({ key, operator, values = [] }: LabelRequirement, tell: Tell): void {
  if (!isLabelKey(key)) tell(['key'], labelKeyFault);
  if (/^(?:In|NotIn)$/.test(operator) && values.length === 0)
    tell(['values'], `there is at least one with the operator ${operator}`);
  else if (/^(?:Exists|DoesNotExist)$/.test(operator) && values.length > 0)
    tell(['values'], `there are none with the operator ${operator}`);
  else if (/^(?:Gt|Lt)$/.test(operator) && values.length !== 1)
    tell(['values'], `there is one with the operator ${operator}`);
}

/** The nodes that a pod has to be on (`ValidateNodeSelector`). */
export function checkNodeSelector({ nodeSelectorTerms }: INodeSelector, tell: Tell): void {
  if (nodeSelectorTerms.length === 0) tell(['nodeSelectorTerms'], 'there is at least one');
}

/** The labels of nodes that a pod may be on (`ValidatePodSpec`). */
export function checkNodeLabels({ nodeSelector = {} }: IPodSpec, tell: Tell): void {
  checkLabelMap(nodeSelector, ['nodeSelector'], tell);
}
