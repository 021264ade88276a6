import type { KubernetesObject } from '../object.ts';
import { isMap } from '../is-map.ts';
import type { LabelEntry } from './kustomization.ts';

/** Where the metadata of pod templates, and of what holds one, is (kustomize api/internal/konfig/builtinpluginconsts). */
const template = ['spec.template.metadata'];
const templates: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec.jobTemplate.metadata', 'spec.jobTemplate.spec.template.metadata'],
  DaemonSet: template,
  Deployment: template,
  Job: template,
  ReplicaSet: template,
  StatefulSet: template,
};
/** These get labels, but no annotations. */
const claims = 'spec.volumeClaimTemplates[].metadata.labels';

const matchLabels = ['spec.selector.matchLabels'];
const selectors: Readonly<Record<string, readonly string[]>> = {
  Service: ['spec.selector'],
  Deployment: matchLabels,
  ReplicaSet: matchLabels,
  DaemonSet: matchLabels,
  StatefulSet: matchLabels,
};

const neighbours = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `spec.template.spec.affinity.${affinity}.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels`,
  `spec.template.spec.affinity.${affinity}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.labelSelector.matchLabels`,
]);
const placement = [...neighbours, 'spec.template.spec.topologySpreadConstraints[].labelSelector.matchLabels'];
/** Selectors that are extended only where they are. */
const optionalSelectors: Readonly<Record<string, readonly string[]>> = {
  Deployment: placement,
  StatefulSet: placement,
  PodDisruptionBudget: matchLabels,
  NetworkPolicy: [
    'spec.podSelector.matchLabels',
    'spec.ingress[].from[].podSelector.matchLabels',
    'spec.egress[].to[].podSelector.matchLabels',
  ],
  Job: matchLabels,
  CronJob: ['spec.jobTemplate.spec.selector.matchLabels'],
};

/** Adds labels to an object, in place, and where asked to its template and selectors. */
export function addLabels(object: KubernetesObject, entry: LabelEntry): void {
  const { pairs, includeSelectors = false, includeTemplates = false } = entry;
  const { kind } = object;
  add(object, 'metadata.labels', pairs, true);
  if (includeSelectors || includeTemplates) {
    for (const path of templates[kind] ?? []) add(object, `${path}.labels`, pairs, true);
    if (kind === 'StatefulSet') add(object, claims, pairs, true);
  }
  if (!includeSelectors) return;
  for (const path of selectors[kind] ?? []) add(object, path, pairs, true);
  for (const path of optionalSelectors[kind] ?? []) add(object, path, pairs, false);
}

/** Adds annotations to an object and its template, in place. */
export function addAnnotations(object: KubernetesObject, pairs: Readonly<Record<string, string>>): void {
  add(object, 'metadata.annotations', pairs, true);
  for (const path of templates[object.kind] ?? []) add(object, `${path}.annotations`, pairs, true);
}

/** Adds to the map at `path`, which is made where `create` says so; `key[]` is each item of a list that is there. */
function add(root: unknown, path: string, pairs: Readonly<Record<string, string>>, create: boolean): void {
  if (!isMap(root)) return;
  const [step = '', ...rest] = path.split('.');
  const key = step.replace('[]', '');
  if (step !== key) {
    const list = root[key];
    if (Array.isArray(list)) for (const item of list) add(item, rest.join('.'), pairs, create);
    return;
  }
  if (root[key] === undefined && !create) return;
  const value = (root[key] ??= {});
  if (rest.length > 0) add(value, rest.join('.'), pairs, create);
  else if (isMap(value)) Object.assign(value, pairs);
}
