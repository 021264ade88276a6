import { isMap } from '../is-map.ts';
import { getPosition, setPosition } from '../position.ts';
import type { Problem } from '../problem.ts';
import { setImages } from './images.ts';
import type { Item } from './item.ts';
import type { Kustomization, ReplicaEntry } from './kustomization.ts';
import { addAnnotations, addLabels } from './labels.ts';
import { rename } from './rename.ts';
import { isClusterScoped } from './scope.ts';

/** What did not fit of what a kustomization does to all of its items. */
export interface Unfit {
  /** The indexes of those of its `replicas` that no item fits, which kustomize refuses. */
  readonly replicas: readonly number[];
  /** References that kustomize does not follow. */
  readonly references: readonly Problem[];
}

/** What a kustomization does to all of its items, in kustomize's order. */
export function transform(items: Item[], kustomization: Kustomization): Unfit {
  const { namespace, namePrefix, nameSuffix, labels, commonAnnotations, images, replicas } = kustomization;
  if (namespace !== undefined) setNamespace(items, namespace);
  const unused = new Set(replicas.keys());
  for (const item of items) {
    const { object } = item;
    for (const entry of labels) addLabels(object, entry);
    if (Object.keys(commonAnnotations).length > 0) addAnnotations(object, commonAnnotations);
    for (const [index, entry] of replicas.entries()) {
      if (!item.names.includes(entry.name) || !isReplicated(object.kind)) continue;
      unused.delete(index);
      if (isMap(object['spec'])) setReplicas(object['spec'], entry);
    }
    setImages(object, images);
  }
  const isRenamed = namePrefix !== '' || nameSuffix !== '';
  const references = rename(items, ({ object }) =>
    !isRenamed || /^(Namespace|CustomResourceDefinition)$/.test(object.kind)
      ? undefined
      : `${namePrefix}${object.metadata.name}${nameSuffix}`,
  );
  return { replicas: [...unused], references };
}

function setReplicas(spec: Record<string, unknown>, entry: ReplicaEntry): void {
  spec['replicas'] = entry.count ?? 0;
  const place = getPosition(entry, 'count') ?? getPosition(entry, 'name');
  if (place !== undefined) setPosition(spec, 'replicas', place);
}

function isReplicated(kind: string): boolean {
  return /^(Deployment|ReplicaSet|ReplicationController|StatefulSet)$/.test(kind);
}

/**
 * Puts objects into the namespace, gives its name to a Namespace among them, and puts there what role bindings say of their accounts,
 * and of `default`.
 */
function setNamespace(items: readonly Item[], namespace: string): void {
  const accounts = items.flatMap(({ object: { kind, metadata } }) =>
    kind === 'ServiceAccount' ? [{ name: metadata.name, namespace: metadata.namespace ?? 'default' }] : [],
  );
  const isOurs = (subject: Record<string, unknown>) =>
    subject['name'] === 'default' ||
    accounts.some(
      (it) => it.name === subject['name'] && it.namespace === (subject['namespace'] ?? it.namespace),
    );
  for (const { object, names, namespaces } of items) {
    if (object.kind === 'Namespace') {
      Object.assign(object.metadata, { name: namespace });
      names.push(namespace);
    }
    if (!isClusterScoped(object.kind)) {
      Object.assign(object.metadata, { namespace });
      namespaces.push(namespace);
    }
    const { subjects } = object;
    if (!/^(Cluster)?RoleBinding$/.test(object.kind) || !Array.isArray(subjects)) continue;
    for (const subject of subjects)
      if (isMap(subject) && subject['kind'] === 'ServiceAccount' && isOurs(subject))
        Object.assign(subject, { namespace });
  }
}
