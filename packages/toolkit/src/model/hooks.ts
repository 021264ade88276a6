import type { KubernetesObject } from './object.ts';

/** The annotations by which Helm and Argo CD take an object for a hook (helm.sh, "Chart Hooks"; argo-cd.readthedocs.io, "Resource Hooks"). */
export type HookAnnotation = 'helm.sh/hook' | 'argocd.argoproj.io/hook';

/** What orders those of one time, smaller numbers first. */
const weights = ['helm.sh/hook-weight', 'argocd.argoproj.io/sync-wave'];

type Annotated = Pick<KubernetesObject, 'metadata'>;

/** The times at which a tool makes an object, such as `pre-install`; undefined where it is no hook of the tool's. */
export function hooksOf({ metadata }: Annotated, annotation: HookAnnotation): string[] | undefined {
  return metadata.annotations?.[annotation]?.split(',').map((name) => name.trim());
}

/** Where an object stands among the hooks of its time. */
export function hookWeight({ metadata: { annotations = {} } }: Annotated): number {
  const stated = weights.map((name) => annotations[name]).find((value) => value !== undefined);
  return Number(stated) || 0;
}
