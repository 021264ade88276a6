import type { KubernetesObject } from '../object.ts';
import { isMap } from '../is-map.ts';

/** Where one kind names another: the keys that lead to the name, from an object or from any place within it. */
const references: readonly { readonly kind: string; readonly holder: string; readonly key: string }[] = [
  { kind: 'ConfigMap', holder: 'configMapRef', key: 'name' },
  { kind: 'ConfigMap', holder: 'configMapKeyRef', key: 'name' },
  { kind: 'ConfigMap', holder: 'configMap', key: 'name' },
  { kind: 'Secret', holder: 'secretRef', key: 'name' },
  { kind: 'Secret', holder: 'secretKeyRef', key: 'name' },
  { kind: 'Secret', holder: 'secret', key: 'name' },
  { kind: 'Secret', holder: 'secret', key: 'secretName' },
  { kind: 'Secret', holder: 'tls', key: 'secretName' },
  { kind: 'Secret', holder: 'imagePullSecrets', key: 'name' },
  { kind: 'PersistentVolumeClaim', holder: 'persistentVolumeClaim', key: 'claimName' },
  { kind: 'ServiceAccount', holder: 'spec', key: 'serviceAccountName' },
  { kind: 'Service', holder: 'spec', key: 'serviceName' },
  { kind: 'Service', holder: 'service', key: 'name' },
];

/** Holders whose own `kind` says what they name. */
const typedHolders = new Set(['scaleTargetRef', 'roleRef', 'subjects']);

/**
 * Renames, in place, what an object says of others. `renamed` gives the new name of a kind's old one; the namespace is that
 * which a reference states, as those of role bindings to accounts do, else undefined.
 */
export function updateReferences(
  object: KubernetesObject,
  renamed: (kind: string, name: string, namespace: string | undefined) => string | undefined,
): void {
  const walk = (value: unknown, holder: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, holder);
      return;
    }
    if (!isMap(value)) return;
    const own = typedHolders.has(holder) && typeof value['kind'] === 'string' ? value['kind'] : undefined;
    const namespace = typeof value['namespace'] === 'string' ? value['namespace'] : undefined;
    for (const [key, item] of Object.entries(value)) {
      const reference = references.find((it) => it.holder === holder && it.key === key);
      const kind = reference?.kind ?? (key === 'name' ? own : undefined);
      if (typeof item !== 'string') walk(item, key);
      else if (kind !== undefined) value[key] = renamed(kind, item, namespace) ?? item;
    }
  };
  walk(object['spec'], 'spec');
  walk(object['webhooks'], 'webhooks');
  walk(object['roleRef'], 'roleRef');
  walk(object['subjects'], 'subjects');
  walk(object['imagePullSecrets'], 'imagePullSecrets');
}
