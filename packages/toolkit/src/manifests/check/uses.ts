import { isBuiltIn, isRollout, type KubernetesObject } from '../../model/index.ts';
import { names } from './custom-made.ts';
import { madePod } from './made-pods.ts';
import { podUses, type PodNeed } from './pod-needs.ts';

/**
 * Whether anything of the set uses an object: pods, an Ingress, an annotation such as `auth-secret` of one, or a custom resource, of which
 * only the text is known.
 */
export function isUsed(
  object: Pick<PodNeed, 'kind' | 'name'>,
  objects: readonly KubernetesObject[],
): boolean {
  const { kind, name } = object;
  // Labels, too, are called as an account is, which only fields of its own name.
  const isAccount = kind === 'ServiceAccount';
  return objects.some((it) => {
    if (!isRead(it)) return isAccount ? namesAccount(it['spec'], name) : names(it['spec'], name);
    const { spec } = madePod(it);
    if (spec !== undefined && podUses(spec, object)) return true;
    return !isAccount && (isAnnotated(it, name) || namesBeside(it, name));
  });
}

/** Whether what makes no pods names an object, such as an Ingress its Secret and a RoleBinding its ServiceAccount: then no letter of it is wrong. */
export function namesBeside(object: KubernetesObject, name: string): boolean {
  if (!isRead(object) || madePod(object).spec !== undefined) return false;
  return ['spec', 'subjects', 'secrets', 'imagePullSecrets'].some((field) => names(object[field], name));
}

function isRead(object: KubernetesObject): boolean {
  return isBuiltIn(object) || isRollout(object);
}

function isAnnotated({ metadata }: KubernetesObject, name: string): boolean {
  return Object.values(metadata.annotations ?? {}).some((text) => text.split(/[\s,/]+/).includes(name));
}

/** Whether a field called so, at any depth, names an account. */
function namesAccount(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, part]) =>
    key.startsWith('serviceAccount') ? names(part, name) : namesAccount(part, name),
  );
}
