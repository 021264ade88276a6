import { stat } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';
import { asAutoscalingV2 } from './autoscaling-v1.ts';
import { buildKustomization, findKustomization, isKustomizationFile } from './kustomize/index.ts';
import { readFolder, type Kustomized } from './manifest-folder.ts';
import { isBuiltIn, type KubernetesObject } from './object.ts';
import { positionOf } from './position.ts';
import type { Problem } from './problem.ts';
import { readObjects } from './read-objects.ts';
import { readText } from './read-text.ts';
import { breachesOf } from './rules/index.ts';
import { dropNulls, validateObject } from './schema/index.ts';

/** Of what no kustomization makes, nothing is lacking. */
const whole = { lacksRemote: false, isPartial: false } as const;

/** What one file or folder of manifests holds. Values keep the position that they were read from; no field is null. */
export interface Manifests {
  readonly objects: readonly KubernetesObject[];
  readonly problems: readonly Problem[];
  /** Whether something remote was not fetched, so that what is not among the objects may be there. */
  readonly lacksRemote: boolean;
  /** Whether a kustomization asks for what is not carried out here, remote parts among it, so that kustomize may build other objects. */
  readonly isPartial: boolean;
}

/**
 * Reads manifests: a file of one or more documents, a folder with a kustomization, or a folder of files with the folders
 * in it, but for what belongs to kustomizations in it: those are roots of their own ({@link findRoots}). Objects are checked against the schemas of the supported Kubernetes versions, and what else its API holds pods to.
 *
 * @param versions the versions that objects must fit. Default: all supported
 */
export async function readManifests(path: string, versions?: readonly string[]): Promise<Manifests> {
  return checked(await readUnchecked(normalize(path)), versions);
}

/** Reads a text of one or more documents, as {@link readManifests} reads a file. `file` is its name in positions. */
export function readManifestText(text: string, file: string): Manifests {
  return checked({ ...readObjects(text, file), ...whole });
}

/**
 * The folders and files under `path` that are applied on their own: kustomizations that no other one includes, and the
 * path itself where it holds files of objects that belong to none of them, or no kustomization at all.
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
  const isPlain = kustomizations.length === 0 || (await holdObjects(plainFiles));
  return isPlain ? [normalize(path), ...roots] : roots;
}

async function holdObjects(files: readonly string[]): Promise<boolean> {
  for (const file of files) if (readObjects(await readText(file), file).objects.length > 0) return true;
  return false;
}

function checked({ objects, problems, ...more }: Manifests, versions?: readonly string[]): Manifests {
  // Last, for to patches a null in a base or in themselves is something else than no field.
  for (const object of objects) dropNulls(object);
  return {
    objects: objects.map(asAutoscalingV2),
    problems: [...problems, ...duplicates(objects), ...objects.flatMap((it) => refusals(it, versions))],
    ...more,
  };
}

/** Rules hold between values that are what the schema says, so of nothing that has none. */
function refusals(object: KubernetesObject, versions: readonly string[] | undefined): Problem[] {
  const problems = validateObject(object, versions);
  const isSound = isBuiltIn(object) && !problems.some(({ kind }) => kind === 'schema');
  return isSound ? [...problems, ...breachesOf(object)] : problems;
}

async function readUnchecked(path: string): Promise<Manifests> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    return {
      objects: [],
      problems: [{ kind: 'reference', message: `there is no ${path}` }],
      ...whole,
    };
  if (!found.isDirectory()) return { ...readObjects(await readText(path), path), ...whole };
  if ((await findKustomization(path)) !== undefined) return buildKustomization(path);
  const { plainFiles, charts } = await readFolder(path);
  const parts = await Promise.all(plainFiles.map(async (file) => readObjects(await readText(file), file)));
  return {
    objects: parts.flatMap(({ objects }) => objects),
    problems: [...parts.flatMap(({ problems }) => problems), ...charts.map((chart) => notRead(chart, path))],
    ...whole,
  };
}

/** A chart among other things is passed over; one that was asked for leaves nothing. */
function notRead(chart: string, path: string): Problem {
  const position = { file: join(chart, 'Chart.yaml'), line: 1, column: 1 };
  return {
    kind: chart === path ? 'schema' : 'unsupported',
    message: 'a Helm chart is not read; check what `helm template` writes',
    fix: `Render it by \`helm template ${chart} > rendered.yaml\`, and check that.`,
    position,
  };
}

function includedFolders({ folder, raw }: Kustomized): string[] {
  const { resources = [], bases = [], components = [] } = fieldsOf(raw);
  return [resources, bases, components]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((path) => resolve(folder, String(path)));
}

function fieldsOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
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
