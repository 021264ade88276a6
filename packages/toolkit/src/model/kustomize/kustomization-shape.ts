import type { Shape } from './shape.ts';

const texts = { list: 'text' } as const;
const map = { values: 'text' } as const;
const options: Shape = {
  fields: { disableNameSuffixHash: 'boolean', immutable: 'boolean', labels: map, annotations: map },
};
const generator: Shape = {
  required: [['name']],
  fields: {
    name: 'text',
    namespace: 'text',
    behavior: 'text',
    type: 'text',
    literals: { list: 'assignment' },
    files: texts,
    envs: texts,
    env: 'text',
    options,
  },
};
const target: Shape = {
  fields: {
    group: 'pattern',
    version: 'pattern',
    kind: 'pattern',
    name: 'pattern',
    namespace: 'pattern',
    labelSelector: 'text',
    annotationSelector: 'text',
  },
};
const patch: Shape = {
  required: [['patch', 'path']],
  fields: { patch: 'text', path: 'text', target },
};
const label: Shape = {
  fields: { pairs: map, includeSelectors: 'boolean', includeTemplates: 'boolean' },
};
const image: Shape = { fields: { name: 'text', newName: 'text', newTag: 'text', digest: 'text' } };
const replica: Shape = { required: [['name']], fields: { name: 'text', count: 'integer' } };

/** The fields that kustomize has and that are not carried out here (kustomize api/types/kustomization.go). */
export const otherFields = [
  'configurations',
  'crds',
  'generators',
  'helmChartInflationGenerator',
  'helmCharts',
  'helmGlobals',
  'imageTags',
  'inventory',
  'openapi',
  'replacements',
  'transformers',
  'validators',
  'vars',
] as const;

/** The fields of a kustomization that are read, the deprecated ones among them. */
export const kustomizationShape: Readonly<Record<string, Shape>> = {
  apiVersion: 'text',
  kind: 'text',
  metadata: 'any',
  resources: texts,
  bases: texts,
  components: texts,
  namespace: 'text',
  namePrefix: 'text',
  nameSuffix: 'text',
  labels: { list: label, gaps: true },
  commonLabels: map,
  commonAnnotations: map,
  images: { list: image, gaps: true },
  replicas: { list: replica },
  patches: { list: patch },
  patchesStrategicMerge: texts,
  patchesJson6902: { list: patch },
  configMapGenerator: { list: generator },
  secretGenerator: { list: generator },
  generatorOptions: options,
  sortOptions: 'any',
  buildMetadata: 'any',
};
