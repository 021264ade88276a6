import type { PodSpec } from '../../../model/index.ts';
import type { DataObject, ObjectStore } from '../../objects/index.ts';
import { fieldValue, resourceValue } from '../downward-api/index.ts';
import type { PodFacts, Surroundings } from '../facts.ts';
import { MountError } from './mount-error.ts';

/** A volume of a manifest. */
export type Volume = NonNullable<PodSpec['volumes']>[number];

/** One source of a projected volume; the other volumes are as one of them. */
type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

type DownwardFiles = NonNullable<NonNullable<Volume['downwardAPI']>['items']>;

/** A file of a volume. */
export interface VolumeFile {
  readonly content: Uint8Array;
  /** Its permissions, such as 0o644. */
  readonly mode: number;
}

/** The files of a volume by their paths in it, with `/` between folders. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>;

/** What a configMap, a secret and a projection of either have in common. */
type DataSource = Pick<NonNullable<Volume['configMap']>, 'name' | 'items' | 'optional'>;

/** 0644 (pkg/apis/core/v1/defaults.go). */
const DEFAULT_MODE = 0o644;

/** Whether what is in a volume comes from the API. */
export function isMadeOfFiles(volume: Volume): boolean {
  return [volume.configMap, volume.secret, volume.downwardAPI, volume.projected].some(
    (source) => source != null,
  );
}

/** Whether what is in a volume comes from this object. */
export function refersTo({ configMap, secret, projected }: Volume, { kind, name }: DataObject): boolean {
  const sources = projected?.sources ?? [];
  const names =
    kind === 'ConfigMap'
      ? [configMap?.name, ...sources.map((source) => source.configMap?.name)]
      : [secret?.secretName, ...sources.map((source) => source.secret?.name)];
  return names.includes(name);
}

/**
 * What is in a volume of the API's (pkg/volume configmap, secret, downwardapi and projected: MakePayload, CollectData).
 * Of a projected one's sources the later ones win; tokens of service accounts are left out.
 *
 * @throws MountError for what is referred to, not optional and not there
 */
export function filesOf(volume: Volume, pod: PodFacts, surroundings: Surroundings): VolumeFiles {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap) return ofSource({ configMap }, configMap.defaultMode);
  if (secret) return ofSource({ secret: { ...secret, name: secret.secretName ?? '' } }, secret.defaultMode);
  if (downwardAPI) return ofSource({ downwardAPI }, downwardAPI.defaultMode);
  const files = new Map<string, VolumeFile>();
  for (const source of projected?.sources ?? [])
    for (const [path, file] of ofSource(source, projected?.defaultMode)) files.set(path, file);
  return files;

  function ofSource(source: Source, mode = DEFAULT_MODE): VolumeFiles {
    const { objects } = surroundings;
    if (source.configMap) return dataFiles('ConfigMap', source.configMap, mode, objects);
    if (source.secret) return dataFiles('Secret', source.secret, mode, objects);
    return downwardFiles(source.downwardAPI?.items ?? [], mode, pod, surroundings);
  }
}

function dataFiles(
  kind: DataObject['kind'],
  { name = '', items, optional = false }: DataSource,
  defaultMode: number,
  objects: ObjectStore,
): VolumeFiles {
  const object = objects.get(kind, name);
  if (object === undefined && !optional) throw new MountError(`${kind} ${name} not found`);
  const values = contents(object);
  const chosen = items?.length
    ? items
    : [...values.keys()].map((key) => ({ key, path: key, mode: undefined }));
  const files = new Map<string, VolumeFile>();
  for (const { key, path, mode = defaultMode } of chosen) {
    const content = values.get(key);
    if (content !== undefined) files.set(path, { content, mode });
    else if (!optional) throw new MountError(`${kind} ${name} has no key ${key}`);
  }
  return files;
}

function contents(object: DataObject | undefined): Map<string, Uint8Array> {
  const { data = {}, binary = {} } = object ?? {};
  return new Map([
    ...Object.entries(data).map(([key, text]) => [key, Buffer.from(text)] as const),
    ...Object.entries(binary),
  ]);
}

function downwardFiles(
  items: DownwardFiles,
  defaultMode: number,
  pod: PodFacts,
  { node }: Surroundings,
): VolumeFiles {
  return new Map(
    items.map(({ path, mode = defaultMode, fieldRef, resourceFieldRef }) => {
      const text = fieldRef
        ? fieldValue(fieldRef, pod, node)
        : resourceFieldRef && resourceValue(resourceFieldRef, undefined, pod, node);
      if (text === undefined)
        throw new MountError(
          `${path}: a pod has no ${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? 'such field'}`,
        );
      return [path, { content: Buffer.from(text), mode }];
    }),
  );
}
