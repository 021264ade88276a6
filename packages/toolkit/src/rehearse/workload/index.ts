/** What is to be rehearsed, and how, read from manifests, a contract and `rehearse.yaml`. */
export type {
  DependencySettings,
  LoadSettings,
  LoadStep,
  LocalCommand,
  RehearsalSettings,
  RequestStep,
} from './settings.ts';
export type { DeploymentSpec, Workload } from './workload.ts';
