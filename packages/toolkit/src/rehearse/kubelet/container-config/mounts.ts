import { posix } from 'node:path';
import { expand, unknownNames, type Container } from '../../../model/index.ts';
import type { Mount } from '../../engines/index.ts';
import type { MountedVolume } from '../volumes/index.ts';
import { ConfigError } from './refusal.ts';

type VolumeMount = NonNullable<Container['volumeMounts']>[number];

/** A pod's volumes by their names. */
export interface VolumesByName {
  get(name: string): MountedVolume | undefined;
}

/**
 * Where a container sees the pod's volumes (kubelet_pods.go makeMounts). Those of the API's objects are never written
 * to. A `subPath` is looked up now, and not refreshed afterwards.
 *
 * @param lookup the container's variables, for `subPathExpr`
 * @throws ConfigError for a volume or a variable that is not there, and for a path out of the volume
 */
export function mountsOf(
  { name: container, volumeMounts = [] }: Container,
  volumes: VolumesByName,
  lookup: (name: string) => string | undefined,
): Mount[] {
  return volumeMounts.map((mount, index) => {
    const volume = volumes.get(mount.name);
    if (volume === undefined) throw new ConfigError(`the pod has no volume ${mount.name}`);
    const subPath = subPathOf(mount, lookup);
    return {
      // Without a slash at its end (filepath.Clean).
      path: posix.resolve('/', mount.mountPath),
      source: sourceOf(volume, subPath, `${container}/${index}`, mount.name),
      readOnly: volume.readOnly || (mount.readOnly ?? false),
    };
  });
}

function sourceOf(volume: MountedVolume, subPath: string, mount: string, name: string): string {
  const source = subPath === '' ? volume.path : volume.subPath(subPath, mount);
  if (source === undefined) throw new ConfigError(`subPath of ${name}: ${subPath} leads out of the volume`);
  return source;
}

function subPathOf(
  { name, subPath = '', subPathExpr = '' }: VolumeMount,
  lookup: (name: string) => string | undefined,
): string {
  // One that is empty counts as none: a label that is not there would mount the whole volume.
  const [unknown] = unknownNames(subPathExpr, (variable) => lookup(variable) || undefined);
  if (unknown !== undefined)
    throw new ConfigError(`subPathExpr of ${name}: no variable ${unknown}, or it is empty`);
  const path = subPathExpr === '' ? subPath : expand(subPathExpr, lookup);
  if (path.startsWith('/') || path.split('/').includes('..'))
    throw new ConfigError(`subPath of ${name}: ${path} is not a relative path without ..`);
  return path;
}
