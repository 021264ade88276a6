import type { KubernetesObject } from '../../object.ts';
import type { PathStep } from '../../position.ts';
import { fieldsOf, typeOfKind, type Field } from '../../schema/index.ts';
import type { Tell } from '../breaches.ts';
import { checkBindingSubjects, checkPolicyRule, checkRole, checkRoleRef, checkSubject } from './access.ts';
import { checkFailurePolicy } from './failure-policy.ts';
import { checkForms } from './forms.ts';
import {
  checkBackend,
  checkIngress,
  checkIngressHost,
  checkIngressPath,
  checkIngressTls,
} from './ingress.ts';
import { checkDaemonSetStrategy, checkJob } from './jobs.ts';
import { checkMetric, checkScalingRules } from './metrics.ts';
import { checkIpBlock, checkPeer, checkPolicyPort } from './network-policy.ts';
import { checkDns, checkEnvFrom, checkHostPorts, checkSeccomp, checkToleration } from './pods.ts';
import {
  checkLabelSelector,
  checkLabelValues,
  checkNodeLabels,
  checkNodeSelector,
  checkRequirement,
} from './selectors.ts';
import { checkSpread } from './spread.ts';
import { checkClaim, checkDownwardFile, checkProjection } from './storage.ts';

/**
 * What the API refuses of parts that stand in many places, such as a label selector or a reference to a ConfigMap, by their
 * types (Kubernetes' pkg/apis/{apps,autoscaling,batch,core,networking,rbac}/validation/validation.go).
 *
 * @param object of one of Kubernetes' own kinds; fits its schema
 */
export function checkParts(object: KubernetesObject, tell: Tell): void {
  const type = typeOfKind(object.apiVersion, object.kind);
  if (type === undefined) return;
  // What a cluster says is not read where an object is applied.
  const { status: _, ...stated } = object;
  visit(stated, type, [], tell);
}

function visit(value: unknown, type: string, path: readonly PathStep[], tell: Tell): void {
  const fields = fieldsOf(type);
  if (fields === undefined || typeof value !== 'object' || value === null) return;
  const part = value as Readonly<Record<string, unknown>>;
  const tellHere: Tell = (inner, message, since) => tell([...path, ...inner], message, since);
  checkForms(part, type, tellHere);
  for (const check of checks[type] ?? []) check(part as never, tellHere);
  for (const [key, field] of Object.entries(fields))
    if (!isUnchecked(type, key))
      for (const [steps, inner] of partsOf(part[key], field))
        visit(inner, field.type, [...path, key, ...steps], tell);
}

/** The values that have the field's type, each with the way to it. */
function partsOf(value: unknown, { form }: Field): readonly (readonly [PathStep[], unknown])[] {
  if (form === undefined) return [[[], value]];
  if (Array.isArray(value)) return value.map((item: unknown, index) => [[index], item] as const);
  return Object.entries(value ?? {}).map(([key, item]) => [[key], item] as const);
}

/** A metric's selector is handed to whoever measures it. */
function isUnchecked(type: string, key: string): boolean {
  return type === 'autoscaling.v2.MetricIdentifier' && key === 'selector';
}

const checks: Readonly<Record<string, readonly ((part: never, tell: Tell) => void)[]>> = {
  'apps.v1.DaemonSetUpdateStrategy': [checkDaemonSetStrategy],
  'autoscaling.v2.HPAScalingRules': [checkScalingRules],
  'autoscaling.v2.MetricSpec': [checkMetric],
  'batch.v1.JobSpec': [checkJob, checkFailurePolicy],
  'core.v1.DownwardAPIVolumeFile': [checkDownwardFile],
  'core.v1.EnvFromSource': [checkEnvFrom],
  'core.v1.NodeSelector': [checkNodeSelector],
  'core.v1.NodeSelectorRequirement': [checkRequirement],
  'core.v1.PersistentVolumeClaimSpec': [checkClaim],
  'core.v1.PodSpec': [checkDns, checkHostPorts, checkNodeLabels, checkSpread],
  'core.v1.SeccompProfile': [checkSeccomp],
  'core.v1.Toleration': [checkToleration],
  'core.v1.VolumeProjection': [checkProjection],
  'meta.v1.LabelSelector': [checkLabelSelector],
  'meta.v1.LabelSelectorRequirement': [checkRequirement, checkLabelValues],
  'networking.v1.HTTPIngressPath': [checkIngressPath],
  'networking.v1.IPBlock': [checkIpBlock],
  'networking.v1.Ingress': [checkIngress],
  'networking.v1.IngressBackend': [checkBackend],
  'networking.v1.IngressRule': [checkIngressHost],
  'networking.v1.IngressTLS': [checkIngressTls],
  'networking.v1.NetworkPolicyPeer': [checkPeer],
  'networking.v1.NetworkPolicyPort': [checkPolicyPort],
  'rbac.v1.ClusterRoleBinding': [checkBindingSubjects],
  'rbac.v1.PolicyRule': [checkPolicyRule],
  'rbac.v1.Role': [checkRole],
  'rbac.v1.RoleRef': [checkRoleRef],
  'rbac.v1.Subject': [checkSubject],
};
