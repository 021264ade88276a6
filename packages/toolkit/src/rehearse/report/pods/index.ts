/** What a pod is to whoever looks at it, followed through its events. */
export { phaseOf, podAfter, type PodPhaseName, type PodState } from './pod-state.ts';
