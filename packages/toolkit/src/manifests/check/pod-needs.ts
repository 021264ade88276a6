import { referencesOf, type PathStep, type PodSpec } from '../../model/index.ts';

/** An object that a pod cannot start without, and where it is named in its spec. */
export interface PodNeed {
  readonly kind: 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly path: readonly PathStep[];
}

/** The objects that a pod cannot start without, each where it is named first. */
export function needsOf(pod: PodSpec): PodNeed[] {
  const references = referencesOf(pod).filter(({ optional }) => !optional);
  const needs = [...accountOf(pod), ...references, ...claimsOf(pod)].filter(({ name }) => name !== '');
  return needs.filter((need, index) => needs.findIndex((it) => isSame(it, need)) === index);
}

/** Whether a pod names an object, be it one that it starts without, or by which its images are pulled. */
export function podUses(pod: PodSpec, object: Named): boolean {
  const pulls = (pod.imagePullSecrets ?? []).map(({ name = '' }) => ({ kind: 'Secret', name }) as const);
  return [...accountOf(pod), ...referencesOf(pod), ...claimsOf(pod), ...pulls].some((it) =>
    isSame(it, object),
  );
}

/** Of the name `default` each namespace has one; the field's older name counts where the newer one is empty. */
function accountOf({ serviceAccountName = '', serviceAccount = '' }: PodSpec): PodNeed[] {
  const isOld = serviceAccountName === '';
  const name = isOld ? serviceAccount : serviceAccountName;
  if (name === '' || name === 'default') return [];
  return [{ kind: 'ServiceAccount', name, path: [isOld ? 'serviceAccount' : 'serviceAccountName'] }];
}

function claimsOf({ volumes = [] }: PodSpec): PodNeed[] {
  return volumes.flatMap(({ persistentVolumeClaim: claim }, index) =>
    claim == null
      ? []
      : [
          {
            kind: 'PersistentVolumeClaim' as const,
            name: claim.claimName,
            path: ['volumes', index, 'persistentVolumeClaim'],
          },
        ],
  );
}

type Named = Pick<PodNeed, 'kind' | 'name'>;

function isSame(a: Named, b: Named): boolean {
  return a.kind === b.kind && a.name === b.name;
}
