import { ofKind, type Container, type KubernetesObject, type PathStep } from '../../../model/index.ts';
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

/** Undefined where the object is not among the manifests, or has no data at all: then something in the cluster fills it. */
function keysOf(
  kind: KeyReference['kind'],
  name: string | undefined,
  objects: readonly KubernetesObject[],
): readonly string[] | undefined {
  const found = ofKind(objects, kind).find(({ metadata }) => metadata.name === name);
  if (found === undefined || ('type' in found && found.type === 'kubernetes.io/service-account-token'))
    return undefined;
  const parts = [
    found.data,
    'binaryData' in found ? found.binaryData : {},
    'stringData' in found ? found.stringData : {},
  ];
  const held = parts.flatMap((part) => Object.keys(part ?? {}));
  return held.length === 0 ? undefined : held;
}
