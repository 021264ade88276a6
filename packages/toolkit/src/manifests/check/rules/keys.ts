import {
  isBuiltIn,
  isRollout,
  ofKind,
  type Container,
  type KubernetesObject,
  type ObjectOf,
  type PathStep,
} from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import type { Subject } from '../subject.ts';

/** A key of a ConfigMap or Secret that the pod cannot start without, and where it is asked for. */
interface KeyReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string | undefined;
  readonly key: string;
  /** In the pod's spec. */
  readonly path: readonly PathStep[];
}

/**
 * Keys that the ConfigMap or Secret among the manifests does not have: the kubelet does not start the container
 * (CreateContainerConfigError) or does not mount the volume (FailedMount), and the rollout hangs. What is elsewhere may have them.
 */
export function keys({ objects, pod, atPod }: Subject): Finding[] {
  const { containers, initContainers, volumes } = pod;
  const references = [
    ...(initContainers ?? []).flatMap((it, index) => inEnv(it, ['initContainers', index])),
    ...containers.flatMap((it, index) => inEnv(it, ['containers', index])),
    ...(volumes ?? []).flatMap((it, index) => inVolume(it, ['volumes', index])),
  ];
  return references.flatMap(({ kind, name, key, path }) => {
    const held = keysOf(kind, name, objects);
    if (held === undefined || held.includes(key)) return [];
    return finding(
      'configuration/key',
      atPod(...path),
      `${kind} ${name ?? ''} has no key ${key}: the pod does not start`,
      `Add it, or name one of ${held.join(', ')}.`,
    );
  });
}

function inEnv({ env }: Container, path: readonly PathStep[]): KeyReference[] {
  return (env ?? []).flatMap(({ valueFrom }, index) => {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    const at = [...path, 'env', index, 'valueFrom'];
    const ofMap = needed('ConfigMap', configMapKeyRef, [...at, 'configMapKeyRef']);
    return ofMap.concat(needed('Secret', secretKeyRef, [...at, 'secretKeyRef']));
  });
}

function needed(
  kind: KeyReference['kind'],
  source: { name?: string; key: string; optional?: boolean } | undefined,
  path: readonly PathStep[],
): KeyReference[] {
  if (source == null || source.optional === true) return [];
  return [{ kind, name: source.name, key: source.key, path: [...path, 'key'] }];
}

type Volume = NonNullable<Subject['pod']['volumes']>[number];

function inVolume({ configMap, secret, projected }: Volume, path: readonly PathStep[]): KeyReference[] {
  const sources = (projected?.sources ?? []).flatMap((source, index) => {
    const at = [...path, 'projected', 'sources', index];
    const ofMap = items('ConfigMap', source.configMap?.name, source.configMap, [...at, 'configMap']);
    return ofMap.concat(items('Secret', source.secret?.name, source.secret, [...at, 'secret']));
  });
  return [
    ...items('ConfigMap', configMap?.name, configMap, [...path, 'configMap']),
    ...items('Secret', secret?.secretName, secret, [...path, 'secret']),
    ...sources,
  ];
}

function items(
  kind: KeyReference['kind'],
  name: string | undefined,
  source: { items?: readonly { key: string }[]; optional?: boolean } | undefined,
  path: readonly PathStep[],
): KeyReference[] {
  if (source == null || source.optional === true) return [];
  return (source.items ?? []).map(({ key }, index) => ({
    kind,
    name,
    key,
    path: [...path, 'items', index, 'key'],
  }));
}

/**
 * Undefined where which object it is cannot be told, or where something in the cluster fills it, as may be with one that has no
 * data at all.
 */
function keysOf(
  kind: KeyReference['kind'],
  name: string | undefined,
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

/** Whether something in the cluster adds keys: a custom resource may as soon as it names the object, such as an ExternalSecret or a Certificate. */
function isFilled(object: ObjectOf<KeyReference['kind']>, objects: readonly KubernetesObject[]): boolean {
  const { name, labels, annotations } = object.metadata;
  return (
    ('type' in object && object.type === 'kubernetes.io/service-account-token') ||
    Object.keys({ ...labels, ...annotations }).some((key) => FILLED_BY.test(key)) ||
    objects.some(
      (it) => !isBuiltIn(it) && !isRollout(it) && (it.metadata.name === name || names(it.spec, name)),
    )
  );
}

/** Whether a text stands anywhere in a value. */
function names(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((part) => names(part, text));
}
