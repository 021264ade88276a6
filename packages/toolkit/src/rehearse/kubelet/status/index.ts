/** What is known of a pod and its containers, and what follows from it. */
export type { ContainerState, ContainerStatus, PodStatus, Terminated } from './status.ts';
export { terminationOf } from './exit.ts';
export { isTerminal, podPhase } from './phase.ts';
export { podReady } from './ready.ts';
export { hasSucceeded } from './succeeded.ts';
