import type { KubernetesObject } from '../object.ts';
import { isMap } from './item.ts';
import type { LabelEntry } from './kustomization.ts';

/** Where templates and selectors keep labels (kustomize api/internal/konfig/builtinpluginconsts/commonlabels.go). */
const templates = ['spec.template.metadata.labels', 'spec.jobTemplate.spec.template.metadata.labels'];
const templateKinds = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'StatefulSet']);
const selectors: Readonly<Record<string, string>> = {
  Service: 'spec.selector',
  Deployment: 'spec.selector.matchLabels',
  ReplicaSet: 'spec.selector.matchLabels',
  DaemonSet: 'spec.selector.matchLabels',
  StatefulSet: 'spec.selector.matchLabels',
};
/** Selectors that are extended only where they are. */
const optionalSelectors: Readonly<Record<string, string>> = {
  PodDisruptionBudget: 'spec.selector.matchLabels',
  NetworkPolicy: 'spec.podSelector.matchLabels',
  Job: 'spec.selector.matchLabels',
};

/** Adds labels to an object, in place, and where asked to its template and selectors. */
export function addLabels(object: KubernetesObject, entry: LabelEntry): void {
  const { pairs, includeSelectors = false, includeTemplates = false } = entry;
  add(object, 'metadata.labels', pairs, true);
  const { kind } = object;
  if ((includeSelectors || includeTemplates) && templateKinds.has(kind))
    for (const path of templates)
      if (kind === 'CronJob' || path === templates[0]) add(object, path, pairs, true);
  if (!includeSelectors) return;
  const selector = selectors[kind];
  if (selector !== undefined) add(object, selector, pairs, true);
  const optional = optionalSelectors[kind];
  if (optional !== undefined) add(object, optional, pairs, false);
  const spreads = at(object, 'spec.template.spec.topologySpreadConstraints');
  if (Array.isArray(spreads))
    for (const spread of spreads) add(spread, 'labelSelector.matchLabels', pairs, false);
}

/** Adds annotations to an object and its template, in place. */
export function addAnnotations(object: KubernetesObject, pairs: Readonly<Record<string, string>>): void {
  add(object, 'metadata.annotations', pairs, true);
  if (templateKinds.has(object.kind)) add(object, 'spec.template.metadata.annotations', pairs, true);
}

function add(root: unknown, path: string, pairs: Readonly<Record<string, string>>, create: boolean): void {
  let target = root;
  for (const key of path.split('.')) {
    if (!isMap(target)) return;
    if (target[key] === undefined && !create) return;
    target = target[key] ??= {};
  }
  if (isMap(target)) Object.assign(target, pairs);
}

function at(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('.')) value = isMap(value) ? value[key] : undefined;
  return value;
}
