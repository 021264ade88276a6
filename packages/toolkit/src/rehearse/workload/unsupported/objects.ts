import type { KubernetesObject, ObjectOf } from '../../../model/index.ts';
import type { Scope } from './scope.ts';

/** Kinds that say who may do what, or what a namespace may hold: no pod's life in a rehearsal depends on them. */
const harmless = new Set([
  'Namespace',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
]);

const messages: Readonly<Record<string, string>> = {
  Ingress: 'an Ingress is not read; the load goes to the Service, and --proxy says how',
  IngressClass: 'an Ingress is not read; the load goes to the Service, and --proxy says how',
  NetworkPolicy: 'network policies are not enforced',
  LimitRange: 'no defaults are taken from a LimitRange',
  ResourceQuota: 'quotas are not enforced',
  PersistentVolumeClaim: 'nothing is provisioned',
  CronJob: 'nothing is run at a time of day',
  Job: 'a hook that is run at another time than for a rollout is not run',
};

/** What is not done with an object that is not a part of the workload. */
export function otherObjectProblems({ kind }: KubernetesObject, scope: Scope): void {
  if (harmless.has(kind)) return;
  scope.at('kind').tell(messages[kind] ?? `this ${kind} is not rehearsed: one workload at a time`);
}

/** What of a Deployment or StatefulSet itself is not emulated. */
export function controllerProblems(
  { spec }: ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'>,
  scope: Scope,
): void {
  const at = scope.at('spec');
  at.fields(spec, ['paused'], 'a paused Deployment is rolled out all the same');
  at.fields(spec, ['ordinals'], 'ordinals begin at 0');
  const rolling = spec && 'updateStrategy' in spec ? spec.updateStrategy?.rollingUpdate : undefined;
  if ((rolling?.maxUnavailable ?? 1) !== 1)
    at.at('updateStrategy', 'rollingUpdate', 'maxUnavailable').tell(
      'pods are replaced one at a time, as in a cluster whose feature gate MaxUnavailableStatefulSet is off: 1.36 by default, and not 1.37',
    );
  at.fields(spec, ['volumeClaimTemplates'], 'a folder stands for each claim until the rehearsal ends');
  at.fields(spec, ['persistentVolumeClaimRetentionPolicy'], 'claims are kept until the rehearsal ends');
}

/** What of a Service is not emulated. */
export function serviceProblems({ spec }: ObjectOf<'Service'>, scope: Scope): void {
  const at = scope.at('spec');
  if (spec?.type !== undefined && spec.type !== 'ClusterIP')
    at.at('type').tell(`${spec.type}: the load goes to the pods as from inside the cluster`);
  at.fields(spec, ['externalIPs', 'trafficDistribution'], 'not emulated');
  if (
    spec?.ipFamilies?.includes('IPv6') === true ||
    (spec?.ipFamilyPolicy ?? 'SingleStack') !== 'SingleStack'
  )
    at.fields(
      spec,
      ['ipFamilies', 'ipFamilyPolicy'],
      'the Service and its pods have addresses of IPv4 alone',
    );
  for (const field of ['externalTrafficPolicy', 'internalTrafficPolicy'] as const)
    if (spec?.[field] === 'Local') at.at(field).tell('there is one node, so that every pod is local');
}

/** What of a HorizontalPodAutoscaler is not emulated. */
export function autoscalerProblems({ spec }: ObjectOf<'HorizontalPodAutoscaler'>, scope: Scope): void {
  const at = scope.at('spec');
  const metrics = spec?.metrics ?? [];
  const others = metrics.filter(
    ({ type, resource }) =>
      type !== 'Resource' || resource?.name !== 'cpu' || resource.target.type !== 'Utilization',
  );
  for (const metric of others)
    at.at('metrics', metrics.indexOf(metric)).tell(
      others.length === metrics.length
        ? 'only the utilisation of CPU is measured: nothing is scaled by this metric, nor by another'
        : 'only the utilisation of CPU is measured; this metric is passed over',
    );
}

/** What of a Job is not emulated. */
export function jobProblems({ spec }: ObjectOf<'Job'>, scope: Scope): void {
  const at = scope.at('spec');
  at.fields(
    spec,
    ['backoffLimitPerIndex', 'managedBy', 'maxFailedIndexes', 'podFailurePolicy', 'successPolicy', 'suspend'],
    'not emulated',
  );
  for (const field of ['completions', 'parallelism'] as const)
    if ((spec?.[field] ?? 1) !== 1) at.at(field).tell('a Job runs one pod to completion');
}
