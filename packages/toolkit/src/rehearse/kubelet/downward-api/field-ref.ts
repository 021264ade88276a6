import type { Container } from '../../../model/index.ts';
import type { NodeFacts, PodFacts } from '../facts.ts';

type ValueFrom = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;

/** `fieldRef` of a variable or of a file. */
export type FieldRef = NonNullable<ValueFrom['fieldRef']>;

/**
 * The value of a pod's field (pkg/fieldpath ExtractFieldPathAsString, pkg/kubelet podFieldSelectorRuntimeValue). A label
 * or an annotation that is not there is an empty text; all of them together are one `key="value"` a line, sorted.
 * Undefined: there is no such field.
 */
export function fieldValue({ fieldPath }: FieldRef, pod: PodFacts, node: NodeFacts): string | undefined {
  const [, path = '', key] = /^(.*?)(?:\['(.*)'\])?$/s.exec(fieldPath) ?? [];
  const { labels, annotations } = pod;
  if (key !== undefined) {
    if (path === 'metadata.labels') return labels[key] ?? '';
    return path === 'metadata.annotations' ? (annotations[key] ?? '') : undefined;
  }
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': pod.uid,
    'metadata.labels': lines(labels),
    'metadata.annotations': lines(annotations),
    'spec.nodeName': node.name,
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? pod.spec.serviceAccount ?? 'default',
    'status.hostIP': node.ip,
    'status.hostIPs': node.ip,
    'status.podIP': pod.ip ?? '',
    'status.podIPs': pod.ip ?? '',
  };
  return fields[path];
}

function lines(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}
