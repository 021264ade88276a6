import { refuseContradictions } from '../../manifests/index.ts';
import { inNamespace, type KubernetesObject, type Problem } from '../../model/index.ts';
import type { ProjectOptions } from '../../project/index.ts';
import type { DataObject } from '../objects/index.ts';
import { chooseWorkload, type Controlling } from './choose.ts';
import { dataObjects } from './data-objects.ts';
import { dependenciesOf } from './dependency.ts';
import { belongingsOf, type Belongings } from './selected.ts';
import type { RehearsalSettings } from './settings/index.ts';
import { readObjectSet, readService, refuse, type Service } from './source/index.ts';
import { unsupportedParts } from './unsupported/index.ts';
import type { Workload } from './workload.ts';

/** What is to be read. */
export interface WorkloadOptions extends ProjectOptions {
  /** A service's folder, or a file or folder of manifests. */
  readonly path: string;
  /** File or folder of the manifests. Default: the settings', else, in a service's folder, what follows from its contract. */
  readonly manifests?: string | undefined;
  /** `name` or `kind/name` of the Deployment or StatefulSet. Default: the only one, or the contract's. */
  readonly workload?: string | undefined;
  /** Default: what the manifests say, 1 where they say nothing. */
  readonly replicas?: number | undefined;
  /** What `rehearse.yaml` says. Default: nothing. */
  readonly settings?: RehearsalSettings | undefined;
  /** The service in `path`, where it was read before. Default: it is read. */
  readonly service?: Service | undefined;
}

/**
 * Reads what is to be rehearsed.
 *
 * @throws ToolkitError SW_WORKLOAD_MISSING, SW_WORKLOAD_AMBIGUOUS, SW_MANIFEST_INVALID, SW_MANIFESTS_AMBIGUOUS,
 * SW_CONTRACT_INVALID for a contract that contradicts itself, and what reading a project and its contract throws
 */
export async function readWorkload(options: WorkloadOptions): Promise<Workload> {
  const { path, settings = {} } = options;
  const service = options.service ?? (await readService(path, options));
  const { contract } = service;
  if (contract !== undefined) refuseContradictions(contract);
  const set = await readObjectSet(manifestsOf(options, service), contract, path);
  const chosen = chooseWorkload(set, options.workload, contract?.name);
  const namespace = chosen.metadata.namespace ?? 'default';
  const objects = inNamespace(namespace, set.objects);
  const decoded = dataObjects(objects);
  refuse(decoded.problems, set.where);
  const belongings = belongingsOf(chosen, objects, settings.load?.port);
  return {
    ...partsOf(chosen, belongings, options),
    namespace,
    ...belongings,
    loadPort: settings.load?.port,
    objects: withSettings(decoded.objects, settings),
    dependencies: dependenciesOf(settings, contract),
    contract,
    unsupported: unsupportedOf(chosen, belongings, set),
  };
}

/** In a service's folder manifests have to be named: it holds other YAML too. */
function manifestsOf(
  { path, manifests, settings }: WorkloadOptions,
  { isRepository }: Service,
): string | undefined {
  return manifests ?? settings?.manifests ?? (isRepository ? undefined : path);
}

function partsOf(chosen: Controlling, { autoscaler }: Belongings, { replicas }: WorkloadOptions) {
  const { kind, metadata, spec } = chosen;
  const template = spec?.template;
  return {
    name: metadata.name,
    kind: kind === 'StatefulSet' ? ('StatefulSet' as const) : ('Deployment' as const),
    replicas: replicas ?? restingReplicas(spec?.replicas, autoscaler),
    spec: spec ?? {},
    template: {
      labels: template?.metadata?.labels ?? {},
      annotations: template?.metadata?.annotations ?? {},
      spec: template?.spec ?? { containers: [] },
    },
  };
}

/** An autoscaler brings any number within its bounds at its first look. */
function restingReplicas(stated: number | undefined, autoscaler: Belongings['autoscaler']): number {
  const { minReplicas = 1, maxReplicas = Infinity } = autoscaler?.spec ?? {};
  if (autoscaler === undefined || stated === 0) return stated ?? 1;
  return Math.min(Math.max(stated ?? 1, minReplicas), maxReplicas);
}

/** The objects with what the settings add; their keys win. */
function withSettings(
  objects: readonly DataObject[],
  { configMaps = {}, secrets = {} }: RehearsalSettings,
): DataObject[] {
  const added = [
    ...Object.entries(configMaps).map(([name, data]) => ({
      kind: 'ConfigMap' as const,
      name,
      data,
      binary: {},
    })),
    ...Object.entries(secrets).map(([name, data]) => ({ kind: 'Secret' as const, name, data, binary: {} })),
  ];
  const isFor = (object: Pick<DataObject, 'kind' | 'name'>) => (other: Pick<DataObject, 'kind' | 'name'>) =>
    object.kind === other.kind && object.name === other.name;
  return [
    ...objects.map((object) => {
      const more = added.find(isFor(object));
      return more === undefined ? object : { ...object, data: { ...object.data, ...more.data } };
    }),
    ...added.filter((it) => !objects.some(isFor(it))),
  ];
}

function unsupportedOf(
  chosen: Controlling,
  belongings: Belongings,
  {
    objects,
    unsupported,
  }: { readonly objects: readonly KubernetesObject[]; readonly unsupported: readonly Problem[] },
): Problem[] {
  return [...unsupported, ...unsupportedParts(chosen, belongings, objects)];
}
