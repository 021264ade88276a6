import type { ObjectOf } from '../../model/index.ts';

/**
 * When Helm and Argo CD run what is annotated so, as far as it is in time for a rollout. A `post-install` is: Helm runs it as soon as
 * the pods are created, and the pods of such charts wait for it. Other values are tests, and what belongs to a removal, a
 * rollback, or a rollout that is over (helm.sh, "Chart Hooks"; argo-cd.readthedocs.io, "Resource Hooks").
 */
const inTime: Readonly<Record<string, readonly string[]>> = {
  'helm.sh/hook': ['pre-install', 'pre-upgrade', 'post-install', 'post-upgrade'],
  'argocd.argoproj.io/hook': ['PreSync', 'Sync'],
};

/** Whether a Job is run for a rollout: it is no hook, or one of a moment before the new pods serve. */
export function isRunForRollout({ metadata }: ObjectOf<'Job'>): boolean {
  return Object.entries(inTime).every(([annotation, moments]) => {
    const stated = metadata.annotations?.[annotation];
    return stated === undefined || stated.split(',').some((moment) => moments.includes(moment.trim()));
  });
}
