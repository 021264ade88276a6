import { stat } from 'node:fs/promises';
import { dirname, join, normalize, relative, resolve, sep } from 'node:path';
import { isMap } from '../is-map.ts';
import { isKustomizationFile } from '../kustomize/index.ts';
import { readFolder, type Kustomized } from './manifest-folder.ts';
import { idOf, type KubernetesObject } from '../object.ts';
import { readObjectFile } from '../yaml/read-object-file.ts';

/**
 * The folders and files under `path` that are applied on their own: kustomizations that no other one includes, and the
 * path itself where it holds files of objects that belong to none of them, or no kustomization at all. Where folders in it hold
 * the same objects (`dev` and `prod`), each of them is one.
 */
export async function findRoots(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  // A kustomization is its whole folder.
  if (found?.isFile() && isKustomizationFile(path)) return [dirname(path)];
  if (!found?.isDirectory()) return [normalize(path)];
  const { kustomizations, plainFiles } = await readFolder(path);
  const included = new Set(kustomizations.flatMap(includedFolders));
  const isRoot = ({ folder, raw }: Kustomized) =>
    !included.has(resolve(folder)) && fieldsOf(raw)['kind'] !== 'Component';
  const roots = kustomizations.filter(isRoot).map(({ folder }) => folder);
  const whole = normalize(path);
  // One that stands in the folder itself makes all of it one set, whatever the others hold.
  for (const file of plainFiles.filter((it) => resolve(dirname(it)) === resolve(whole)))
    if ((await readIds(file)).ids.length > 0) return [whole, ...roots];
  const files = await Promise.all(plainFiles.map(readIds));
  const holding = files.filter(({ ids }) => ids.length > 0);
  if (holding.length === 0) return kustomizations.length === 0 ? [whole] : roots;
  return [...plainRoots(whole, holding), ...roots];
}

/** A file, and the objects in it. */
interface FileIds {
  readonly file: string;
  readonly ids: readonly string[];
}

async function readIds(file: string): Promise<FileIds> {
  const { objects } = await readObjectFile(file);
  // A Namespace is often stated by each of the parts of it, which are applied together.
  const stated = objects.filter(({ kind }) => kind !== 'Namespace');
  // What is named when it is created gets a name of its own.
  const idIn = (object: KubernetesObject, index: number) =>
    object.metadata.generateName === undefined ? idOf(object) : `${idOf(object)} ${file} ${index}`;
  return { file, ids: stated.map(idIn) };
}

/** The folder, or those in it that cannot be applied together, because they, or some in them, hold the same objects. */
function plainRoots(folder: string, files: readonly FileIds[]): string[] {
  const inner = Map.groupBy(files, ({ file }) => relative(folder, file).split(sep).slice(0, -1)[0]);
  const parts = [...inner].flatMap(([name, of]) =>
    name === undefined ? [] : [{ path: join(folder, name), of }],
  );
  // What stands beside the folders may belong to each of them.
  if (inner.has(undefined)) return [folder];
  const roots = parts.flatMap(({ path, of }) => plainRoots(path, of));
  const distinct = parts.map(({ of }) => [...new Set(of.flatMap(({ ids }) => ids))]);
  const all = distinct.flat();
  return new Set(all).size < all.length || roots.length > parts.length ? roots : [folder];
}

function includedFolders({ folder, raw }: Kustomized): string[] {
  const { resources = [], bases = [], components = [] } = fieldsOf(raw);
  return [resources, bases, components]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((path) => resolve(folder, String(path)));
}

function fieldsOf(raw: unknown): Readonly<Record<string, unknown>> {
  return isMap(raw) ? raw : {};
}
