import { stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { adoptPlaces } from './adopt-places.ts';
import { asAutoscalingV2 } from './autoscaling-v1.ts';
import { encryptedNote, isEncrypted } from './encrypted.ts';
import { buildKustomization, findKustomization } from '../kustomize/index.ts';
import { readFolder } from './manifest-folder.ts';
import { idOf, isBuiltIn, type KubernetesObject } from '../object.ts';
import { positionOf } from '../position.ts';
import { formatPosition, problemAt, type Problem } from '../problem.ts';
import { readObjectFile } from '../yaml/read-object-file.ts';
import { readObjects } from '../yaml/read-objects.ts';
import { breachesOf } from '../rules/index.ts';
import { dropNulls, validateObject } from '../schema/index.ts';

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
 * in it, but for what belongs to kustomizations in it: those are roots of their own (`findRoots`). Objects are checked against the schemas of the supported Kubernetes versions, and what else its API holds pods to.
 *
 * @param versions the versions that objects must fit. Default: all supported
 */
export async function readManifests(path: string, versions?: readonly string[]): Promise<Manifests> {
  return checked(await readUnchecked(normalize(path)), versions);
}

/**
 * Reads a text of one or more documents, as {@link readManifests} reads a file. `file` is its name in positions.
 *
 * @param versions the versions that objects must fit. Default: all supported
 * @param own the same objects as they were read from files, for the places of what is the same. Default: none
 */
export function readManifestText(
  text: string,
  file: string,
  versions?: readonly string[],
  own: readonly KubernetesObject[] = [],
): Manifests {
  const read = readObjects(text, file);
  adoptPlaces(read.objects, own);
  return checked({ ...read, ...whole }, versions);
}

function checked({ objects: read, problems, ...more }: Manifests, versions?: readonly string[]): Manifests {
  const objects = read.filter((object) => !isEncrypted(object));
  // Last, for to patches a null in a base or in themselves is something else than no field.
  for (const object of objects) dropNulls(object);
  return {
    objects: objects.map(asAutoscalingV2),
    problems: [
      ...problems,
      ...duplicates(read),
      ...read.filter(isEncrypted).map(encryptedNote),
      ...objects.flatMap((it) => refusals(it, versions)),
    ],
    ...more,
  };
}

/** Rules hold between values that are what the schema says, so of nothing that has none. */
function refusals(object: KubernetesObject, versions: readonly string[] | undefined): Problem[] {
  const problems = validateObject(object, versions);
  const isSound = isBuiltIn(object) && !problems.some(({ kind }) => kind === 'schema');
  return isSound ? [...problems, ...breachesOf(object, versions)] : problems;
}

async function readUnchecked(path: string): Promise<Manifests> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    return {
      objects: [],
      problems: [{ kind: 'reference', message: `there is no ${path}` }],
      ...whole,
    };
  if (!found.isDirectory()) return { ...(await readObjectFile(path)), ...whole };
  if ((await findKustomization(path)) !== undefined) return buildKustomization(path);
  const { plainFiles, charts, problems } = await readFolder(path);
  const parts = await Promise.all(plainFiles.map(readObjectFile));
  return {
    objects: parts.flatMap(({ objects }) => objects),
    problems: [
      ...problems,
      ...parts.flatMap((part) => part.problems),
      ...charts.map((chart) => notRead(chart, path)),
    ],
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

/** Two objects of one kind and name: the second would overwrite the first. A Namespace may be stated by each of its parts. */
function duplicates(objects: readonly KubernetesObject[]): Problem[] {
  const seen = new Map<string, KubernetesObject>();
  const problems: Problem[] = [];
  for (const object of objects) {
    const { kind, metadata } = object;
    const first = seen.get(idOf(object));
    const isRepeated = kind === 'Namespace' && isDeepStrictEqual(first, object);
    // Each gets a name of its own.
    const isCreatedAnew = metadata.generateName !== undefined;
    if (first !== undefined && !isRepeated && !isCreatedAnew) {
      const message = `${kind} ${metadata.name} stands twice; the last one would win`;
      problems.push({
        ...problemAt('reference', object, ['metadata', 'name'], message),
        ...otherPlace(object, first),
      });
    }
    seen.set(idOf(object), object);
  }
  return problems;
}

/** Says where the first one is, and that folders, or files such as `dev.yaml` and `prod.yaml`, need not be applied together. */
function otherPlace(object: KubernetesObject, first: KubernetesObject): Pick<Problem, 'fix'> {
  const place = positionOf(first);
  if (place === undefined) return {};
  const files = [place.file, positionOf(object)?.file ?? place.file] as const;
  const folders = files.map((file) => dirname(file));
  const [other, own] = folders[0] === folders[1] ? files : folders;
  const apart =
    own === other ? '' : ` Where these are applied one at a time, name one of them: ${other} or ${own}.`;
  return { fix: `Take one away; the first is at ${formatPosition(place)}.${apart}` };
}
