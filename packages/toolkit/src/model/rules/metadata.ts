import type { KubernetesObject } from '../object.ts';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';
import { isLabel, isSubdomain, labelFault, nameFault } from './names.ts';

/** What every object has (`ValidateObjectMeta`). */
export function checkMetadata({ kind, metadata }: KubernetesObject, tell: Tell): void {
  const { name, namespace } = metadata;
  const fault = nameFault(kind, name);
  if (fault !== undefined) tell(['metadata', 'name'], fault);
  if (namespace && !isLabel(namespace)) tell(['metadata', 'namespace'], labelFault);
  checkLabels(metadata, ['metadata'], tell);
}

/** Labels and annotations of an object or of a template (`ValidateLabels`, `ValidateAnnotations`). */
export function checkLabels(
  { labels, annotations }: Pick<KubernetesObject['metadata'], 'labels' | 'annotations'>,
  path: readonly PathStep[],
  tell: Tell,
): void {
  for (const key of Object.keys(annotations ?? {}))
    if (!isLabelKey(key.toLowerCase())) tell([...path, 'annotations', key], labelKeyFault);
  checkLabelMap(labels ?? {}, [...path, 'labels'], tell);
}

/** Labels wherever they stand, as in a Service's selector (`ValidateLabels`). */
export function checkLabelMap(
  labels: Readonly<Record<string, string>>,
  path: readonly PathStep[],
  tell: Tell,
): void {
  for (const key of Object.keys(labels)) if (!isLabelKey(key)) tell([...path, key], labelKeyFault);
  for (const [key, value] of Object.entries(labels))
    if (!isLabelValue(value)) tell([...path, key], labelValueFault);
}

const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const nameForm = 'at most 63 letters, digits, -, _ and ., with a letter or digit at both ends';
export const labelValueFault = `its value is empty or ${nameForm}`;
export const labelKeyFault = `its name is ${nameForm}, which may follow a DNS name and a /`;

/** Whether a label may have this value (`IsValidLabelValue`). */
export function isLabelValue(value: string): boolean {
  return value === '' || name.test(value);
}

/** Whether a label or an annotation may be called so (`IsQualifiedName`). */
export function isLabelKey(key: string): boolean {
  const [first = '', second, ...others] = key.split('/');
  if (second === undefined) return name.test(first);
  return others.length === 0 && isSubdomain(first) && name.test(second);
}
