import type { KindName, KubernetesObject, ObjectOf } from '../object.ts';
import { valueAt, type PathStep } from '../position.ts';
import { problemAt, type Problem } from '../problem.ts';
import { kubernetesVersions } from '../schema/index.ts';
import { unfilledFix } from '../unfilled.ts';
import { checkAutoscaler } from './autoscaler.ts';
import { checkCronJob } from './cron-job.ts';
import { checkConfigMap, checkSecret } from './data.ts';
import { checkBudget } from './disruption-budget.ts';
import { checkMetadata } from './metadata.ts';
import { checkOwnPod } from './own-pod.ts';
import { checkParts } from './parts/index.ts';
import { checkService } from './service.ts';
import { checkCounts, checkDeployment, checkSelector, checkStatefulSet } from './workload.ts';

/**
 * Takes what is wrong with the value at a path of the object.
 *
 * @param since the first Kubernetes version that refuses it. Default: all that are supported do
 */
export type Tell = (path: readonly PathStep[], message: string, since?: string) => void;

/**
 * What the API refuses of an object that fits its schema: names, pods, what makes pods, and what acts on them. The rules are
 * those of Kubernetes' pkg/apis/{apps,autoscaling,batch,core,policy}/validation/validation.go; the messages are ours.
 *
 * @param object of one of Kubernetes' own kinds; fits its schema
 * @param versions the versions that it must fit: what one of them refuses is told. Default: all supported
 */
export function breachesOf(
  object: KubernetesObject,
  versions: readonly string[] = kubernetesVersions,
): Problem[] {
  const problems: Problem[] = [];
  const tell: Tell = (path, message, since) => {
    if (since !== undefined && !versions.some((version) => isSince(version, since))) return;
    const from = since === undefined ? '' : ` (refused since Kubernetes ${since})`;
    const problem = problemAt('schema', object, path, `${message}${from}`);
    problems.push({ ...problem, ...unfilledFix(valueAt(object, path)) });
  };
  checkMetadata(object, tell);
  checkOwnPod(object, tell);
  checkParts(object, tell);
  for (const check of checks[object.kind as KindName] ?? [])
    (check as (it: never, tell: Tell) => void)(object as never, tell);
  return problems;
}

function isSince(version: string, first: string): boolean {
  return kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(first);
}

type Check<Kind extends KindName> = (object: ObjectOf<Kind>, tell: Tell) => void;

const checks: { readonly [Kind in KindName]?: readonly Check<Kind>[] } = {
  ConfigMap: [checkConfigMap],
  CronJob: [checkCronJob],
  DaemonSet: [checkCounts, checkSelector],
  Deployment: [checkDeployment, checkCounts, checkSelector],
  HorizontalPodAutoscaler: [checkAutoscaler],
  PodDisruptionBudget: [checkBudget],
  ReplicaSet: [checkCounts, checkSelector],
  Secret: [checkSecret],
  Service: [checkService],
  StatefulSet: [checkStatefulSet, checkCounts, checkSelector],
};
