/** Containers as processes of this machine, as much like Kubernetes' as it allows. docs/decisions/0050-process-engine.md says how. */
export type { LocalProgram, PortVariable, ProcessEngineOptions } from './options.ts';
export { createProcessEngine, type ProcessEngine } from './process-engine.ts';
export { childrenOf } from './processes.ts';
