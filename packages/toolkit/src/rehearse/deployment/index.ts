/** A Deployment's controllers: which ReplicaSet grows, which shrinks, which pods go first, and when a rollout is stuck. */
export { availableAt, isActive } from './available.ts';
export type { ControllerOptions } from './controller-options.ts';
export { Deployment, type DeploymentOptions } from './deployment.ts';
export { type DeploymentSpec } from './strategy.ts';
export { type PodTemplate } from './replica-set.ts';
export { resolveStrategy } from './strategy.ts';
export { SyncQueue } from './sync-queue.ts';
