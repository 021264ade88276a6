/** What is to be rehearsed, and how, read from manifests, a contract and `rehearse.yaml`. */
export type { WorkloadDependency } from './dependency.ts';
export { ownContainer, strategyOf, workloadFacts } from './facts/index.ts';
export { isRunAfterPods } from './job-order.ts';
export { readRehearsal, type Rehearsal, type RehearsalOptions } from './read-rehearsal.ts';
export { readWorkload, type WorkloadOptions } from './read-workload.ts';
export { withDependencies } from './references/index.ts';
export {
  readSettings,
  SETTINGS_FILE,
  type DependencySettings,
  type LoadSettings,
  type LoadStep,
  type LocalCommand,
  type RehearsalSettings,
  type RequestStep,
} from './settings/index.ts';
export type { StatefulSetSpec, Workload } from './workload.ts';
