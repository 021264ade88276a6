import type { Container, PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';

/** That a pod needs an object, or one key of it. */
export interface PodReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Undefined: the whole object. */
  readonly key: string | undefined;
  readonly optional: boolean;
  /** Within the pod's specification. */
  readonly path: readonly PathStep[];
}

/** Everything that a pod takes from ConfigMaps and Secrets. */
export function referencesOf(spec: PodSpec): PodReference[] {
  const lists = ['initContainers', 'containers'] as const;
  return [
    ...lists.flatMap((list) =>
      (spec[list] ?? []).flatMap((container, index) => ofContainer(container, [list, index])),
    ),
    ...ofVolumes(spec),
  ];
}

function ofContainer({ env, envFrom }: Container, path: readonly PathStep[]): PodReference[] {
  const whole = (envFrom ?? []).flatMap(({ configMapRef, secretRef }, index) => {
    const at = [...path, 'envFrom', index];
    const ofMap = reference('ConfigMap', configMapRef, undefined, [...at, 'configMapRef']);
    return ofMap.concat(reference('Secret', secretRef, undefined, [...at, 'secretRef']));
  });
  const keys = (env ?? []).flatMap(({ valueFrom }, index) => {
    const at = [...path, 'env', index, 'valueFrom'];
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    const ofMap = reference('ConfigMap', configMapKeyRef, configMapKeyRef?.key, [...at, 'configMapKeyRef']);
    return ofMap.concat(reference('Secret', secretKeyRef, secretKeyRef?.key, [...at, 'secretKeyRef']));
  });
  return [...whole, ...keys];
}

interface Source {
  readonly name?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

function ofVolumes({ volumes }: PodSpec): PodReference[] {
  return (volumes ?? []).flatMap(({ configMap, secret, projected }, index) => {
    const at = ['volumes', index];
    const named = secret && { ...secret, name: secret.secretName ?? '' };
    const projections = (projected?.sources ?? []).flatMap((source, number) =>
      ofProjection(source, [...at, 'projected', 'sources', number]),
    );
    return ofItems('ConfigMap', configMap, [...at, 'configMap']).concat(
      ofItems('Secret', named, [...at, 'secret']),
      projections,
    );
  });
}

function ofProjection(
  { configMap, secret }: { readonly configMap?: Source; readonly secret?: Source },
  at: readonly PathStep[],
): PodReference[] {
  return ofItems('ConfigMap', configMap, [...at, 'configMap']).concat(
    ofItems('Secret', secret, [...at, 'secret']),
  );
}

function ofItems(
  kind: PodReference['kind'],
  source: Source | undefined,
  path: readonly PathStep[],
): PodReference[] {
  if (source?.items == null) return reference(kind, source, undefined, path);
  return source.items.flatMap(({ key }, index) => reference(kind, source, key, [...path, 'items', index]));
}

function reference(
  kind: PodReference['kind'],
  source: Source | undefined,
  key: string | undefined,
  path: readonly PathStep[],
): PodReference[] {
  if (source?.name == null) return [];
  return [{ kind, name: source.name, key, optional: source.optional ?? false, path }];
}
