import type { KubernetesObject } from './object.ts';

/**
 * The objects of a namespace. One that states none goes where the manifests are applied to (`kubectl apply -n shop`), which is
 * taken to be this one, but does not stand in the place of one that is stated to be here. Without a namespace, those of any
 * may be meant.
 */
export function inNamespace(
  namespace: string | undefined,
  objects: readonly KubernetesObject[],
): KubernetesObject[] {
  const stated = objects.filter(({ metadata }) => metadata.namespace === namespace);
  const isStated = ({ kind, metadata }: KubernetesObject) =>
    stated.some((it) => it.kind === kind && it.metadata.name === metadata.name);
  const isOpen = ({ metadata }: KubernetesObject) =>
    namespace === undefined || metadata.namespace === undefined;
  return objects.filter((it) => it.metadata.namespace === namespace || (isOpen(it) && !isStated(it)));
}
