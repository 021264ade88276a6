import { setImages } from './images.ts';
import { isMap, type Item } from './item.ts';
import type { Kustomization } from './kustomization.ts';
import { addAnnotations, addLabels } from './labels.ts';
import { rename } from './rename.ts';
import { isClusterScoped } from './scope.ts';

/** What a kustomization does to all of its items, in kustomize's order. */
export function transform(items: Item[], kustomization: Kustomization): void {
  const { namespace, namePrefix, nameSuffix, labels, commonAnnotations, images, replicas } = kustomization;
  if (namespace !== undefined) setNamespace(items, namespace);
  for (const item of items) {
    const { object } = item;
    for (const entry of labels) addLabels(object, entry);
    if (Object.keys(commonAnnotations).length > 0) addAnnotations(object, commonAnnotations);
    for (const { name, count } of replicas)
      if (item.names.includes(name) && /^(Deployment|ReplicaSet|StatefulSet)$/.test(object.kind))
        if (isMap(object['spec'])) Object.assign(object['spec'], { replicas: count });
    setImages(object, images);
  }
  if (namePrefix === '' && nameSuffix === '') return;
  rename(items, ({ object }) =>
    /^(Namespace|CustomResourceDefinition)$/.test(object.kind)
      ? undefined
      : `${namePrefix}${object.metadata.name}${nameSuffix}`,
  );
}

/** Puts objects into the namespace, and with them what role bindings say of their accounts, and of `default`. */
function setNamespace(items: readonly Item[], namespace: string): void {
  const accounts = items.flatMap(({ object: { kind, metadata } }) =>
    kind === 'ServiceAccount' ? [{ name: metadata.name, namespace: metadata.namespace ?? 'default' }] : [],
  );
  const isOurs = (subject: Record<string, unknown>) =>
    subject['name'] === 'default' ||
    accounts.some(
      (it) => it.name === subject['name'] && it.namespace === (subject['namespace'] ?? it.namespace),
    );
  for (const { object, namespaces } of items) {
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
