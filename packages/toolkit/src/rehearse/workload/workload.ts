import type { ServiceContract } from '@seaworthy/contract';
import type { ObjectOf, PodSpec, Problem } from '../../model/index.ts';
import type { DeploymentSpec } from '../deployment/index.ts';
import type { DataObject } from '../objects/index.ts';
import type { WorkloadDependency } from './dependency.ts';

/** What is to be rehearsed: one workload of a set of manifests, with all that belongs to it. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly replicas: number;
  /** The Deployment's or StatefulSet's `spec`, by `kind`, for its strategy. */
  readonly spec: DeploymentSpec | StatefulSetSpec;
  readonly template: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly spec: PodSpec;
  };
  /** The Services whose selector matches the template; the first one is what the load goes to. */
  readonly services: readonly ObjectOf<'Service'>[];
  /** Name or number of the port of it that the load goes to; undefined where the settings name none. */
  readonly loadPort: string | number | undefined;
  /** All Services of its namespace, those of others too: every container gets variables of them (`enableServiceLinks`). */
  readonly serviceLinks: readonly ObjectOf<'Service'>[];
  readonly objects: readonly DataObject[];
  readonly autoscaler: ObjectOf<'HorizontalPodAutoscaler'> | undefined;
  readonly disruptionBudget: ObjectOf<'PodDisruptionBudget'> | undefined;
  /** Jobs of the same manifests, such as migrations, which run to completion before the first rollout. */
  readonly jobs: readonly ObjectOf<'Job'>[];
  /** What it talks to and can be cut off from. */
  readonly dependencies: readonly WorkloadDependency[];
  /** What the program says of itself, where it does. */
  readonly contract: ServiceContract | undefined;
  /** What is not emulated, each with its place; nothing is dropped in silence. */
  readonly unsupported: readonly Problem[];
}

/** The part of a StatefulSet's `spec` that decides on its rollouts. */
export type StatefulSetSpec = Omit<NonNullable<ObjectOf<'StatefulSet'>['spec']>, 'selector' | 'template'>;
