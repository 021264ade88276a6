import {
  ofKind,
  referencesOf,
  type KubernetesObject,
  type ObjectOf,
  type PodReference,
} from '../../../model/index.ts';
import { isCustomMade } from '../custom-made.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/**
 * Keys that the ConfigMap or Secret among the manifests does not have: the kubelet does not start the container
 * (CreateContainerConfigError) or does not mount the volume (FailedMount), and the rollout hangs. What is elsewhere may have them.
 */
export function keys({ objects, pod, atPod }: Subject): Finding[] {
  return referencesOf(pod).flatMap(({ kind, name, key, optional, path }) => {
    if (key === undefined || optional) return [];
    const held = keysOf(kind, name, objects);
    if (held === undefined || held.includes(key)) return [];
    return finding(
      'configuration/key',
      atPod(...path, 'key'),
      `${kind} ${name} has no key ${key}: the pod does not start`,
      `Add it, or name one of ${held.join(', ')}.`,
    );
  });
}

/**
 * Undefined where which object it is cannot be told, or where something in the cluster fills it, as may be with one that has no
 * data at all.
 */
function keysOf(
  kind: PodReference['kind'],
  name: string,
  objects: readonly KubernetesObject[],
): readonly string[] | undefined {
  const [found, another] = ofKind(objects, kind).filter(({ metadata }) => metadata.name === name);
  if (found === undefined || another !== undefined || isFilled(found, objects)) return undefined;
  const parts = [
    found.data,
    'binaryData' in found ? found.binaryData : {},
    'stringData' in found ? found.stringData : {},
  ];
  const held = parts.flatMap((part) => Object.keys(part ?? {}));
  return held.length === 0 ? undefined : held;
}

/** Labels and annotations by which OpenShift, reflectors, replicators and generators of secrets fill an object. */
const FILLED_BY = /inject|reflects|replicate-from|autogenerate/;

/** Whether something in the cluster adds keys. */
function isFilled(object: ObjectOf<PodReference['kind']>, objects: readonly KubernetesObject[]): boolean {
  const { name, labels, annotations } = object.metadata;
  return (
    ('type' in object && object.type === 'kubernetes.io/service-account-token') ||
    Object.keys({ ...labels, ...annotations }).some((key) => FILLED_BY.test(key)) ||
    isCustomMade(name, objects)
  );
}
