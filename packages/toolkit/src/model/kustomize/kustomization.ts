import { basename } from 'node:path';
import { problemAt, type Problem } from '../problem.ts';
import { copyWithPositions, getPosition, isBlock, setBlock, setPosition } from '../position.ts';
import { unknownField } from '../schema/index.ts';
import { isMap } from '../is-map.ts';
import { kustomizationShape, otherFields } from './kustomization-shape.ts';
import { shapeProblems } from './shape.ts';

/** The names under which kustomize looks for its file. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** Whether a path is that of such a file, by its name. */
export function isKustomizationFile(path: string): boolean {
  return kustomizationNames.some((name) => name === basename(path));
}

/** A ConfigMap or Secret to make. */
export interface Generator {
  readonly name: string;
  readonly namespace?: string;
  readonly behavior?: 'create' | 'merge' | 'replace';
  readonly type?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  /** One more of them; the older field. */
  readonly env?: string;
  readonly options?: GeneratorOptions;
}

/** What generated objects get besides their data. */
export interface GeneratorOptions {
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Which objects a patch is for. Texts but the selectors are regular expressions for the whole value. */
export interface PatchTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** A patch, in the file itself or in one of its own. */
export interface Patch {
  readonly patch?: string;
  readonly path?: string;
  readonly target?: PatchTarget;
}

/** Labels to add. */
export interface LabelEntry {
  readonly pairs: Readonly<Record<string, string>>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
}

/** Where an image comes from instead. */
export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** How many pods a workload has instead. */
export interface ReplicaEntry {
  readonly name: string;
  /** Default: 0, as kustomize reads it. */
  readonly count?: number;
}

/** A kustomization's fields, absent lists as empty ones. */
export interface Kustomization {
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly namespace?: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly labels: readonly LabelEntry[];
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly images: readonly ImageEntry[];
  readonly replicas: readonly ReplicaEntry[];
  readonly patches: readonly Patch[];
  readonly configMapGenerator: readonly Generator[];
  readonly secretGenerator: readonly Generator[];
  readonly generatorOptions: GeneratorOptions;
}

/** The fields as a file has them. */
interface RawKustomization {
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly components?: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly labels?: readonly (Partial<LabelEntry> | null)[];
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly images?: readonly (Partial<ImageEntry> | null)[];
  readonly replicas?: readonly ReplicaEntry[];
  readonly patches?: readonly Patch[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly Patch[];
  readonly configMapGenerator?: readonly Generator[];
  readonly secretGenerator?: readonly Generator[];
  readonly generatorOptions?: GeneratorOptions;
}

/**
 * Reads the fields of a kustomization. Those that are not carried out are told; one that is not what it has to be, or that
 * kustomize does not know, is told and left out.
 */
export function readKustomization(raw: Readonly<Record<string, unknown>>): {
  kustomization: Kustomization;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const read: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(withoutNulls(raw))) {
    if (!isKnown(field)) {
      problems.push(problemAt('schema', raw, [field], unknownField(field, knownFields)));
      continue;
    }
    const found = shapeProblems(raw, [], { [field]: value }, { fields: kustomizationShape });
    if (!found.some(({ kind }) => kind === 'schema')) read[field] = value;
    problems.push(...found);
  }
  return { problems, kustomization: completed(read) };
}

const knownFields = [...Object.keys(kustomizationShape), ...otherFields];

/** kustomize reads names of fields in any case. */
function isKnown(field: string): boolean {
  return knownFields.some((known) => known.toLowerCase() === field.toLowerCase());
}

function completed(raw: RawKustomization): Kustomization {
  const { resources = [], bases = [], labels = [], images = [], commonLabels, patches = [] } = raw;
  return {
    resources: [...resources, ...bases],
    components: raw.components ?? [],
    ...(raw.namespace !== undefined && { namespace: raw.namespace }),
    namePrefix: raw.namePrefix ?? '',
    nameSuffix: raw.nameSuffix ?? '',
    labels: [
      ...labels.flatMap((entry) => (entry?.pairs === undefined ? [] : (entry as LabelEntry))),
      ...(commonLabels ? [{ pairs: commonLabels, includeSelectors: true }] : []),
    ],
    commonAnnotations: raw.commonAnnotations ?? {},
    images: images.flatMap((entry) => (entry?.name === undefined ? [] : (entry as ImageEntry))),
    replicas: raw.replicas ?? [],
    patches: [
      ...(raw.patchesStrategicMerge ?? []).map((_, index, list) => asPatch(list, index)),
      ...patches,
      ...(raw.patchesJson6902 ?? []),
    ],
    configMapGenerator: raw.configMapGenerator ?? [],
    secretGenerator: raw.secretGenerator ?? [],
    generatorOptions: raw.generatorOptions ?? {},
  };
}

/** An entry of the older field for merge patches: a text of several lines is the patch itself, else it is a path. */
function asPatch(list: readonly string[], index: number): Patch {
  const text = list[index] ?? '';
  const field = text.includes('\n') ? 'patch' : 'path';
  const patch: Patch = { [field]: text };
  const place = getPosition(list, index);
  if (place !== undefined) setPosition(patch, field, place);
  if (isBlock(list, index)) setBlock(patch, field);
  return patch;
}

/** A field that is empty says no more than one that is absent. */
function withoutNulls<T extends object>(value: T): T {
  const copy: object = copyWithPositions(value);
  const clean = (part: unknown): void => {
    if (isMap(part)) for (const [key, item] of Object.entries(part)) if (item === null) delete part[key];
    if (typeof part === 'object' && part !== null) for (const item of Object.values(part)) clean(item);
  };
  clean(copy);
  return copy as T;
}
