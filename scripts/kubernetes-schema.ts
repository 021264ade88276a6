/**
 * Distils Kubernetes' own OpenAPI documents into `packages/toolkit/src/model/schema/kubernetes.generated.json`: the fields,
 * types and merge keys of the kinds that Seaworthy reads, for every supported version. Run by hand for a new Kubernetes
 * version (it needs Go and its module proxy): `node scripts/kubernetes-schema.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubernetesSource, releases } from './kubernetes-source.ts';

/** The kinds that are read field by field; the rest is passed on as it is. */
const kinds = {
  v1: [
    'ConfigMap',
    'LimitRange',
    'Namespace',
    'PersistentVolumeClaim',
    'Pod',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'apps/v1': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'autoscaling/v1': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
} as const;

interface Property {
  $ref?: string;
  type?: string;
  format?: string;
  items?: Property;
  additionalProperties?: Property;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-patch-strategy'?: string;
}

interface Definition {
  type?: string;
  format?: string;
  properties?: Record<string, Property>;
  required?: string[];
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

type Definitions = Record<string, Definition>;

/** A field as `packages/toolkit/src/model/schema/table.ts` reads it. */
interface Field {
  type: string;
  form?: 'list' | 'map';
  mergeKey?: string;
  merge?: true;
  required?: true;
  since?: string;
  until?: string;
}

const kindTypes: Record<string, string> = {};
const types: Record<string, Record<string, Field>> = {};
const versions = Object.keys(releases);

for (const [version, release] of Object.entries(releases)) {
  const definitions = await openApi(release);
  for (const [apiVersion, names] of Object.entries(kinds))
    for (const kind of names) {
      const found = Object.entries(definitions).find(([, definition]) =>
        definition['x-kubernetes-group-version-kind']?.some(
          (it) => kind === it.kind && apiVersion === [it.group, it.version].filter(Boolean).join('/'),
        ),
      );
      if (found === undefined) throw new Error(`${apiVersion} ${kind} is not in ${release}`);
      kindTypes[`${apiVersion} ${kind}`] = shortName(found[0]);
      collect(definitions, found[0], version, new Set());
    }
}

const lines = Object.entries(types)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, fields]) => `    ${JSON.stringify(name)}: ${JSON.stringify(fields)}`)
  .join(',\n');
await writeFile(
  'packages/toolkit/src/model/schema/kubernetes.generated.json',
  `{\n  "versions": ${JSON.stringify(versions)},\n  "kinds": ${JSON.stringify(kindTypes)},\n  "types": {\n${lines}\n  }\n}\n`,
);

async function openApi(release: string): Promise<Definitions> {
  const text = await readFile(join(kubernetesSource(release), 'api/openapi-spec/swagger.json'), 'utf8');
  return (JSON.parse(text) as { definitions: Definitions }).definitions;
}

/** Adds a type and all that it refers to. */
function collect(definitions: Definitions, name: string, version: string, seen: Set<string>): void {
  const definition = definitions[name];
  if (definition?.properties === undefined || seen.has(name)) return;
  seen.add(name);
  const known = types[shortName(name)];
  const fields = (types[shortName(name)] = known ?? {});
  for (const [key, property] of Object.entries(definition.properties)) {
    const target = (property.items ?? property.additionalProperties ?? property).$ref?.split('/').at(-1);
    if (target !== undefined) collect(definitions, target, version, seen);
    // A type that is itself new needs no mark on each of its fields.
    const isNew = known !== undefined && fields[key] === undefined;
    fields[key] ??= fieldOf(definitions, property, definition.required?.includes(key) ?? false);
    if (isNew) fields[key].since = version;
  }
  for (const [key, field] of Object.entries(fields))
    if (!(key in definition.properties)) field.until ??= version;
}

function fieldOf(definitions: Definitions, property: Property, required: boolean): Field {
  const item = property.items ?? property.additionalProperties ?? property;
  const form = property.items ? 'list' : property.additionalProperties ? 'map' : undefined;
  const mergeKey = property['x-kubernetes-patch-merge-key'];
  const merge = property['x-kubernetes-patch-strategy']?.includes('merge') && mergeKey === undefined;
  return {
    type: typeOf(definitions, item),
    ...(form && { form }),
    ...(mergeKey && { mergeKey }),
    ...(merge && form === 'list' && { merge: true }),
    ...(required && { required: true }),
  };
}

function typeOf(definitions: Definitions, { $ref, type, items, additionalProperties }: Property): string {
  const name = $ref?.split('/').at(-1);
  // A list of lists or a map of lists is nowhere in what is read; if one comes, it is passed on unread.
  if (name === undefined) return items || additionalProperties ? 'any' : (type ?? 'any');
  if (name.endsWith('.Quantity')) return 'quantity';
  const definition = definitions[name];
  if (definition?.format === 'int-or-string') return 'intOrString';
  if (definition?.properties === undefined) return definition?.type ?? 'any';
  return shortName(name);
}

/** `io.k8s.api.core.v1.Pod` as `core.v1.Pod`. */
function shortName(name: string): string {
  return name.split('.').slice(-3).join('.');
}
