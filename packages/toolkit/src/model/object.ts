import type { IDaemonSet, IDeployment, IReplicaSet, IStatefulSet } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { ICronJob, IJob } from 'kubernetes-models/batch/v1';
import type { IIngress, INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type {
  IConfigMap,
  IContainer,
  INamespace,
  IPersistentVolumeClaim,
  IPod,
  IPodSpec,
  IProbe,
  ISecret,
  IService,
  IServiceAccount,
} from 'kubernetes-models/v1';
import { typeOfKind } from './schema/table.ts';

/** Any object of Kubernetes' API, of a known kind or not. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** What an API server makes a name of where none is stated; then `name` is one of those that it may make. */
    readonly generateName?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The kinds that are worked with, by name. */
export interface Kinds {
  ConfigMap: IConfigMap;
  CronJob: ICronJob;
  DaemonSet: IDaemonSet;
  Deployment: IDeployment;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  Ingress: IIngress;
  Job: IJob;
  Namespace: INamespace;
  NetworkPolicy: INetworkPolicy;
  PersistentVolumeClaim: IPersistentVolumeClaim;
  Pod: IPod;
  PodDisruptionBudget: IPodDisruptionBudget;
  ReplicaSet: IReplicaSet;
  Secret: ISecret;
  Service: IService;
  ServiceAccount: IServiceAccount;
  StatefulSet: IStatefulSet;
}

export type Container = IContainer;
export type PodSpec = IPodSpec;
export type Probe = IProbe;

/** The name of a kind that is worked with. */
export type KindName = keyof Kinds;

/** An object of a known kind, with the metadata that every read object has. */
export type ObjectOf<Kind extends KindName> = Kinds[Kind] & Pick<KubernetesObject, 'metadata'>;

/** Whether it is of a kind that is read field by field. A custom resource is not, whatever its kind is called. */
export function isBuiltIn({ apiVersion, kind }: KubernetesObject): boolean {
  return typeOfKind(apiVersion, kind) !== undefined;
}

/** A text that no two objects of a cluster share. */
export function idOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The objects of one of Kubernetes' own kinds; no two of its groups share one of these names. */
export function ofKind<Kind extends KindName>(
  objects: readonly KubernetesObject[],
  kind: Kind,
): ObjectOf<Kind>[] {
  return objects.filter((object) => object.kind === kind && isBuiltIn(object)) as unknown as ObjectOf<Kind>[];
}
