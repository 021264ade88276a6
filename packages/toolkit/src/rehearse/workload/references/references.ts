import type { Container, PathStep, PodSpec } from '../../../model/index.ts';
import type { DataObject } from '../../objects/index.ts';

/** That a pod needs an object, or one key of it. */
export interface Reference {
  readonly kind: DataObject['kind'];
  readonly name: string;
  /** Undefined: the whole object. */
  readonly key: string | undefined;
  readonly optional: boolean;
  /** Within the pod's specification. */
  readonly path: readonly PathStep[];
}

/** Everything that a pod takes from ConfigMaps and Secrets. */
export function referencesOf(spec: PodSpec): Reference[] {
  const lists = ['initContainers', 'containers'] as const;
  return [
    ...lists.flatMap((list) =>
      (spec[list] ?? []).flatMap((container, index) => ofContainer(container, [list, index])),
    ),
    ...ofVolumes(spec),
  ];
}

function ofContainer({ env = [], envFrom = [] }: Container, path: readonly PathStep[]): Reference[] {
  const whole = envFrom.flatMap(({ configMapRef, secretRef }, index) => [
    ...reference('ConfigMap', configMapRef, undefined, [...path, 'envFrom', index, 'configMapRef']),
    ...reference('Secret', secretRef, undefined, [...path, 'envFrom', index, 'secretRef']),
  ]);
  const keys = env.flatMap(({ valueFrom }, index) => {
    const at = [...path, 'env', index, 'valueFrom'];
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    return [
      ...reference('ConfigMap', configMapKeyRef, configMapKeyRef?.key, [...at, 'configMapKeyRef']),
      ...reference('Secret', secretKeyRef, secretKeyRef?.key, [...at, 'secretKeyRef']),
    ];
  });
  return [...whole, ...keys];
}

interface Source {
  readonly name?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

function ofVolumes({ volumes = [] }: PodSpec): Reference[] {
  return volumes.flatMap(({ configMap, secret, projected }, index) => {
    const at = ['volumes', index];
    const named = secret && { ...secret, name: secret.secretName ?? '' };
    return [
      ...ofItems('ConfigMap', configMap, [...at, 'configMap']),
      ...ofItems('Secret', named, [...at, 'secret']),
      ...(projected?.sources ?? []).flatMap((source, number) =>
        ofProjection(source, [...at, 'projected', 'sources', number]),
      ),
    ];
  });
}

function ofProjection(
  { configMap, secret }: { readonly configMap?: Source; readonly secret?: Source },
  at: readonly PathStep[],
): Reference[] {
  return ofItems('ConfigMap', configMap, [...at, 'configMap']).concat(
    ofItems('Secret', secret, [...at, 'secret']),
  );
}

function ofItems(
  kind: DataObject['kind'],
  source: Source | undefined,
  path: readonly PathStep[],
): Reference[] {
  if (source?.items === undefined) return reference(kind, source, undefined, path);
  return source.items.flatMap(({ key }, index) => reference(kind, source, key, [...path, 'items', index]));
}

function reference(
  kind: DataObject['kind'],
  source: Source | undefined,
  key: string | undefined,
  path: readonly PathStep[],
): Reference[] {
  if (source?.name === undefined) return [];
  return [{ kind, name: source.name, key, optional: source.optional ?? false, path }];
}
