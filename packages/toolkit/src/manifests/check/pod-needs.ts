import { referencesOf, type PathStep, type PodSpec } from '../../model/index.ts';

/** An object that a pod cannot start without, and where it is named in its spec. */
export interface PodNeed {
  readonly kind: 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly path: readonly PathStep[];
}

/** The objects that a pod cannot start without, each where it is named first. */
export function needsOf(pod: PodSpec): PodNeed[] {
  const { serviceAccountName = 'default', volumes = [] } = pod;
  const account = { kind: 'ServiceAccount', name: serviceAccountName, path: ['serviceAccountName'] } as const;
  const claims = volumes.flatMap(({ persistentVolumeClaim: claim }, index) =>
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
  const needs = [
    // Of that name each namespace has one.
    ...(serviceAccountName === 'default' ? [] : [account]),
    ...referencesOf(pod).filter(({ optional }) => !optional),
    ...claims,
  ];
  return needs.filter((need, index) => needs.findIndex((it) => isSame(it, need)) === index);
}

function isSame(a: PodNeed, b: PodNeed): boolean {
  return a.kind === b.kind && a.name === b.name;
}
