/** What acts on pods besides a Deployment: StatefulSets, Jobs, autoscaling, and evictions under a budget. */
export { Autoscaler, type AutoscalerOptions } from './autoscaler/index.ts';
export type { Controller } from './controller.ts';
export { DisruptionBudget } from './disruption-budget.ts';
export { drain } from './drain.ts';
export { evictor, type Evict } from './eviction.ts';
export { runJob, type JobOptions } from './job.ts';
export { StatefulSet, type StatefulSetOptions } from './stateful-set/index.ts';
