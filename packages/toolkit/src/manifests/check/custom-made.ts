import { isBuiltIn, isRollout, type KubernetesObject } from '../../model/index.ts';

/** Whether something in the cluster may make or fill the object of a name: a custom resource may as soon as it names it, such as an ExternalSecret or a Certificate. */
export function isCustomMade(name: string, objects: readonly KubernetesObject[]): boolean {
  return objects.some(
    (it) => !isBuiltIn(it) && !isRollout(it) && (it.metadata.name === name || names(it['spec'], name)),
  );
}

/** Whether a text stands anywhere in a value. */
export function names(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((part) => names(part, text));
}
