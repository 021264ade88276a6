import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { buildKustomization, findKustomization } from './kustomize/index.ts';
import type { KubernetesObject } from './object.ts';
import { positionOf } from './position.ts';
import type { Problem } from './problem.ts';
import { readObjects } from './read-objects.ts';
import { breachesOf } from './rules/index.ts';
import { dropNulls, validateObject } from './schema/index.ts';
import { parseYaml } from './yaml-file.ts';

/** What one file or folder of manifests holds. Values keep the position that they were read from; no field is null. */
export interface Manifests {
  readonly objects: readonly KubernetesObject[];
  readonly problems: readonly Problem[];
}

const extensions = new Set(['.yaml', '.yml', '.json']);

/**
 * Reads manifests: a file of one or more documents, a folder with a kustomization, or a folder of files with the folders
 * in it. Objects are checked against the schemas of the supported Kubernetes versions, and what else its API holds pods to.
 *
 * @param versions the versions that objects must fit. Default: all supported
 */
export async function readManifests(path: string, versions?: readonly string[]): Promise<Manifests> {
  return checked(await readUnchecked(normalize(path)), versions);
}

/** Reads a text of one or more documents, as {@link readManifests} reads a file. `file` is its name in positions. */
export function readManifestText(text: string, file: string): Manifests {
  return checked(readObjects(text, file));
}

/**
 * The folders and files under `path` that are applied on their own: kustomizations that no other one includes, where
 * there are any, else the path itself.
 */
export async function findRoots(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [normalize(path)];
  const folders = await kustomizationFolders(normalize(path));
  if (folders.length === 0) return [normalize(path)];
  const included = new Set((await Promise.all(folders.map(includedFolders))).flat());
  const roots = [];
  for (const folder of folders)
    if (!included.has(resolve(folder)) && !(await isComponent(folder))) roots.push(folder);
  return roots;
}

function checked({ objects, problems }: Manifests, versions?: readonly string[]): Manifests {
  // Last, for to patches a null in a base or in themselves is something else than no field.
  for (const object of objects) dropNulls(object);
  return {
    objects,
    problems: [...problems, ...duplicates(objects), ...objects.flatMap((it) => refusals(it, versions))],
  };
}

/** Rules hold between values that are what the schema says. */
function refusals(object: KubernetesObject, versions: readonly string[] | undefined): Problem[] {
  const problems = validateObject(object, versions);
  return problems.some(({ kind }) => kind === 'schema') ? problems : [...problems, ...breachesOf(object)];
}

async function readUnchecked(path: string): Promise<{ objects: KubernetesObject[]; problems: Problem[] }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    return { objects: [], problems: [{ kind: 'reference', message: `there is no ${path}` }] };
  if (!found.isDirectory()) return readObjects(await readFile(path, 'utf8'), path);
  if ((await findKustomization(path)) !== undefined) return buildKustomization(path);
  const parts = [];
  for (const entry of await sortedEntries(path))
    if (entry.isDirectory() || extensions.has(extname(entry.name)))
      parts.push(await readUnchecked(join(path, entry.name)));
  return {
    objects: parts.flatMap(({ objects }) => objects),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

async function kustomizationFolders(folder: string): Promise<string[]> {
  const own = (await findKustomization(folder)) === undefined ? [] : [folder];
  const inner = [];
  for (const entry of await sortedEntries(folder))
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      inner.push(...(await kustomizationFolders(join(folder, entry.name))));
  return [...own, ...inner];
}

async function includedFolders(folder: string): Promise<string[]> {
  const { resources = [], bases = [], components = [] } = await readRaw(folder);
  return [resources, bases, components]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((path) => resolve(folder, String(path)));
}

async function isComponent(folder: string): Promise<boolean> {
  return (await readRaw(folder)).kind === 'Component';
}

interface RawKustomization {
  readonly kind?: unknown;
  readonly resources?: unknown;
  readonly bases?: unknown;
  readonly components?: unknown;
}

async function readRaw(folder: string): Promise<RawKustomization> {
  const file = await findKustomization(folder);
  if (file === undefined) return {};
  const [raw] = parseYaml(await readFile(file, 'utf8'), file).documents;
  return typeof raw === 'object' && raw !== null ? raw : {};
}

/** By code unit, so that every machine reads in one order. */
async function sortedEntries(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Two objects of one kind and name: the second would overwrite the first. */
function duplicates(objects: readonly KubernetesObject[]): Problem[] {
  const seen = new Map<string, KubernetesObject>();
  const problems: Problem[] = [];
  for (const object of objects) {
    const { apiVersion, kind, metadata } = object;
    const id = `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    const first = seen.get(id);
    const position = positionOf(object, ['metadata', 'name']);
    const message = `${kind} ${metadata.name} stands twice; the last one would win`;
    if (first !== undefined) problems.push({ kind: 'reference', message, ...(position && { position }) });
    seen.set(id, object);
  }
  return problems;
}
