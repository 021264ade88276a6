import { hooksOf, hookWeight, type HookAnnotation, type ObjectOf } from '../../model/index.ts';

/** Before the pods are created, with them, or once they have been. */
type Moment = 'before' | 'with' | 'after';

/**
 * When Helm and Argo CD run what is annotated so, as far as it belongs to a rollout. Helm runs a `post-install` as soon as the pods
 * have been created, and those of such charts wait for it. Other values are tests, and what belongs to a removal, a
 * rollback, or a rollout that is over (helm.sh, "Chart Hooks"; argo-cd.readthedocs.io, "Resource Hooks").
 */
const moments: Readonly<Record<HookAnnotation, Readonly<Record<string, Moment>>>> = {
  'helm.sh/hook': {
    'pre-install': 'before',
    'pre-upgrade': 'before',
    'post-install': 'after',
    'post-upgrade': 'after',
  },
  'argocd.argoproj.io/hook': { PreSync: 'before', Sync: 'with' },
};

const order: readonly Moment[] = ['before', 'with', 'after'];

/** The Jobs that are run for a rollout, in the order in which they are: none that is a hook of another time. */
export function jobsOfRollout(jobs: readonly ObjectOf<'Job'>[]): ObjectOf<'Job'>[] {
  return jobs
    .flatMap((job) => {
      const moment = momentOf(job);
      return moment === undefined ? [] : [{ job, place: order.indexOf(moment), weight: hookWeight(job) }];
    })
    .toSorted((a, b) => a.place - b.place || a.weight - b.weight)
    .map(({ job }) => job);
}

/** Whether a Job is run only once the pods have been created. */
export function isRunAfterPods(job: ObjectOf<'Job'>): boolean {
  return momentOf(job) === 'after';
}

/** The first of the moments that a Job is annotated with; one that is no hook comes with the pods. Undefined: none of a rollout. */
function momentOf(job: ObjectOf<'Job'>): Moment | undefined {
  const stated = (['helm.sh/hook', 'argocd.argoproj.io/hook'] as const).flatMap((annotation) => {
    const hooks = hooksOf(job, annotation);
    return hooks === undefined ? [] : [hooks.map((name) => moments[annotation][name])];
  });
  // By two tools each has its say, whether it is run at all.
  if (stated.some((own) => own.every((moment) => moment === undefined))) return undefined;
  return order.find((moment) => stated.flat().includes(moment)) ?? 'with';
}
