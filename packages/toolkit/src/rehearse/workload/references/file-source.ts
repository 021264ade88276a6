import { posix } from 'node:path';
import type { Container, PodSpec } from '../../../model/index.ts';
import type { DataObject } from '../../objects/index.ts';

/** A key of a ConfigMap or Secret. */
interface Source {
  readonly kind: DataObject['kind'];
  readonly name: string;
  readonly key: string;
}

/** The key that a file of a container is mounted from; undefined where it comes from no ConfigMap or Secret. */
export function fileSource(
  file: string,
  { volumeMounts = [] }: Container,
  { volumes = [] }: PodSpec,
): Source | undefined {
  for (const { name: volumeName, mountPath, subPath } of volumeMounts) {
    const inside = posix.relative(mountPath, file);
    if (inside.startsWith('..')) continue;
    const path = subPath === undefined ? inside : posix.join(subPath, inside);
    const volume = volumes.find(({ name }) => name === volumeName);
    const { configMap, secret, projected } = volume ?? {};
    const parts = [{ configMap, secret }, ...(projected?.sources ?? [])];
    for (const part of parts) {
      const secretName =
        part.secret && ('secretName' in part.secret ? part.secret.secretName : nameOf(part.secret));
      const found =
        mounted('ConfigMap', part.configMap?.name, part.configMap?.items, path) ??
        mounted('Secret', secretName, part.secret?.items, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function mounted(
  kind: DataObject['kind'],
  name: string | undefined,
  items: readonly { readonly key: string; readonly path: string }[] | undefined,
  path: string,
): Source | undefined {
  if (name === undefined) return undefined;
  if (items === undefined) return path.includes('/') ? undefined : { kind, name, key: path };
  const item = items.find((it) => posix.normalize(it.path) === path);
  return item && { kind, name, key: item.key };
}

/** A projected Secret is named otherwise than one that is a volume of its own. */
function nameOf(secret: object): string | undefined {
  return (secret as { readonly name?: string }).name;
}
