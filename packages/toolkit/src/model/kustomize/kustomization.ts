import { fieldList, isText } from './field.ts';
import { isMap } from './item.ts';
import { problemAt, type Problem } from '../problem.ts';

/** The names under which kustomize looks for its file. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** A ConfigMap or Secret to make. */
export interface Generator {
  readonly name: string;
  readonly namespace?: string;
  readonly behavior?: 'create' | 'merge' | 'replace';
  readonly type?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
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
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly patches: readonly Patch[];
  readonly configMapGenerator: readonly Generator[];
  readonly secretGenerator: readonly Generator[];
  readonly generatorOptions: GeneratorOptions;
}

/** Fields that are read, the deprecated ones among them. */
const known = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'components',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'images',
  'replicas',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'sortOptions',
  'buildMetadata',
]);

/** Reads the fields of a kustomization; those that are not carried out are told. */
export function readKustomization(raw: Readonly<Record<string, unknown>>): {
  kustomization: Kustomization;
  problems: Problem[];
} {
  const problems = Object.keys(raw).flatMap((field) =>
    known.has(field)
      ? []
      : [problemAt('unsupported', raw, [field], 'this field of a kustomization is not carried out')],
  );
  const list = <T>(field: string) => fieldList(raw, field, problems) as T[];
  const commonLabels = raw['commonLabels'];
  const { namespace, generatorOptions, commonAnnotations } = raw;
  return {
    problems,
    kustomization: {
      resources: [...list<string>('resources'), ...list<string>('bases')].filter(isText),
      components: list<string>('components').filter(isText),
      ...(isText(namespace) && { namespace }),
      namePrefix: isText(raw['namePrefix']) ? raw['namePrefix'] : '',
      nameSuffix: isText(raw['nameSuffix']) ? raw['nameSuffix'] : '',
      labels: [
        ...list<LabelEntry>('labels'),
        ...(isMap(commonLabels)
          ? [{ pairs: commonLabels as Record<string, string>, includeSelectors: true }]
          : []),
      ],
      commonAnnotations: isMap(commonAnnotations) ? (commonAnnotations as Record<string, string>) : {},
      images: list<ImageEntry>('images'),
      replicas: list('replicas'),
      patches: [
        ...list<string>('patchesStrategicMerge').map((it) =>
          it.includes('\n') ? { patch: it } : { path: it },
        ),
        ...list<Patch>('patches'),
        ...list<Patch>('patchesJson6902'),
      ],
      configMapGenerator: list<Generator>('configMapGenerator'),
      secretGenerator: list<Generator>('secretGenerator'),
      generatorOptions: isMap(generatorOptions) ? generatorOptions : {},
    },
  };
}
