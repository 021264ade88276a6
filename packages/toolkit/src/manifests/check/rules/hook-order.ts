import {
  hooksOf,
  hookWeight,
  ofKind,
  type HookAnnotation,
  type KubernetesObject,
} from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { needsOf } from '../pod-needs.ts';
import type { Subject } from '../subject.ts';

/** The hooks that are run before anything else is made. */
const first: readonly { annotation: HookAnnotation; time: string; says: string }[] = [
  { annotation: 'helm.sh/hook', time: 'pre-install', says: 'Helm runs it before it installs' },
  { annotation: 'argocd.argoproj.io/hook', time: 'PreSync', says: 'Argo CD runs it before it syncs' },
];

/**
 * Jobs that Helm or Argo CD runs before it makes what they need, as those of migrations often are: their pods can't start
 * (CreateContainerConfigError, FailedMount, no ServiceAccount), and the first install waits for them until it is given up. Later ones
 * start with what the release before has left.
 */
export function hookOrder({ objects }: Subject): Finding[] {
  return ofKind(objects, 'Job').flatMap((job) =>
    first.flatMap(({ annotation, time, says }) => {
      if (hooksOf(job, annotation)?.includes(time) !== true) return [];
      const isThere = (it: KubernetesObject) =>
        isMadeAt(time, it, annotation) && hookWeight(it) <= hookWeight(job);
      const pod = job.spec?.template?.spec;
      const late = (pod == null ? [] : needsOf(pod)).filter(({ kind, name }) => {
        const [found, another] = objects.filter((it) => it.kind === kind && it.metadata.name === name);
        return found !== undefined && another === undefined && !isThere(found);
      });
      return late.map(({ kind, name, path }) => {
        const what = `${kind} ${name}`;
        return finding(
          'hook/made-after',
          { object: job, path: ['spec', 'template', 'spec', ...path] },
          `${says}, and makes ${what} after that: its pod does not start, and the first install hangs`,
          `Make ${what} a hook of the same time with a smaller weight, or do it in an init container.`,
        );
      });
    }),
  );
}

/** Whether it is made at that time. Argo CD takes an object's hooks of Helm for its own where it has none (argo-cd.readthedocs.io, "Helm"). */
function isMadeAt(time: string, object: KubernetesObject, annotation: HookAnnotation): boolean {
  const own = hooksOf(object, annotation);
  if (own !== undefined || annotation === 'helm.sh/hook') return own?.includes(time) === true;
  return hooksOf(object, 'helm.sh/hook')?.some((hook) => /^pre-(install|upgrade)$/.test(hook)) === true;
}
