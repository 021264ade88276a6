/** What is to be rehearsed, and how, read from manifests, a contract and `rehearse.yaml`. */
export type { WorkloadDependency } from './dependency.ts';
export { workloadFacts } from './facts/index.ts';
export { readWorkload, type WorkloadOptions } from './read-workload.ts';
export type {
  DependencySettings,
  LoadSettings,
  LoadStep,
  LocalCommand,
  RehearsalSettings,
  RequestStep,
} from './settings.ts';
export type { DeploymentSpec, StatefulSetSpec, Workload } from './workload.ts';
