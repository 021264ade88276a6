import { setImages } from './images.ts';
import { isMap, type Item } from './item.ts';
import type { Kustomization } from './kustomization.ts';
import { addAnnotations, addLabels } from './labels.ts';
import { rename } from './rename.ts';

const clusterScoped =
  /^(Namespace|Cluster.*|.*Class|CustomResourceDefinition|PersistentVolume|.*WebhookConfiguration)$/;

/** What a kustomization does to all of its items, in kustomize's order. */
export function transform(items: Item[], kustomization: Kustomization, before: readonly Item[]): void {
  const { namespace, namePrefix, nameSuffix, labels, commonAnnotations, images, replicas } = kustomization;
  for (const item of items) {
    const { object } = item;
    if (namespace !== undefined && !clusterScoped.test(object.kind))
      Object.assign(object.metadata, { namespace });
    for (const entry of labels) addLabels(object, entry);
    if (Object.keys(commonAnnotations).length > 0) addAnnotations(object, commonAnnotations);
    for (const { name, count } of replicas)
      if (item.names.includes(name) && /^(Deployment|ReplicaSet|StatefulSet)$/.test(object.kind))
        if (isMap(object['spec'])) Object.assign(object['spec'], { replicas: count });
    setImages(object, images);
  }
  if (namePrefix === '' && nameSuffix === '') return;
  rename(items, ({ object }) =>
    /^(Namespace|CustomResourceDefinition)$/.test(object.kind) || before.some((it) => it.object === object)
      ? undefined
      : `${namePrefix}${object.metadata.name}${nameSuffix}`,
  );
}
