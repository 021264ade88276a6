import { isIP } from 'node:net';
import { parseQuantity } from '../../quantity.ts';
import type { Tell } from '../breaches.ts';
import { dataKeyFault } from '../data.ts';
import { isLabelKey, labelKeyFault } from '../metadata.ts';
import { isLabel, isSubdomain, labelFault, portFault, segmentFault, subdomainFault } from '../names.ts';
import { descendingFault } from '../volumes.ts';

/** What is wrong with a value, or with an item of a list; undefined: nothing. */
type Form = (value: never) => string | undefined;

/** The fields of a part that have one of the forms below, or may not be empty. */
export function checkForms(part: Readonly<Record<string, unknown>>, type: string, tell: Tell): void {
  for (const field of needed[type] ?? [])
    if ((part[field] ?? '') === '') tell([field], 'it is needed, and may not be empty');
  for (const [field, form] of Object.entries(forms[type] ?? {})) {
    const value = part[field];
    const items = Array.isArray(value)
      ? value.map((item: unknown, index) => [[field, index], item] as const)
      : [];
    for (const [path, item] of Array.isArray(value) ? items : [[[field], value] as const]) {
      // An empty text is none.
      const fault = item === undefined || item === '' ? undefined : form(item as never);
      if (fault !== undefined) tell(path, fault);
    }
  }
}

const subdomain: Form = (text: string) => (isSubdomain(text) ? undefined : subdomainFault);
const label: Form = (text: string) => (isLabel(text) ? undefined : labelFault);
const labelKey: Form = (text: string) => (isLabelKey(text) ? undefined : labelKeyFault);
const address: Form = (text: string) => (isIP(text) === 0 ? 'it is an IP address' : undefined);
const absolute: Form = (path: string) => (path.startsWith('/') ? undefined : 'it begins with /');
const withoutParent: Form = (path: string) =>
  path.split('/').includes('..') ? 'it may not have .. in it' : undefined;
const header: Form = (name: string) =>
  /^[-A-Za-z0-9]+$/.test(name) ? undefined : 'the name of a header is made of letters, digits and -';
const segment: Form = segmentFault;
const natural: Form = (number: number) => (number < 0 ? 'it may not be negative' : undefined);
const positive: Form = (number: number) => (number < 1 ? 'it must be above 0' : undefined);
const amount: Form = (quantity: string) =>
  (parseQuantity(quantity) ?? 0) > 0 ? undefined : 'it must be above 0';
const share: Form = (quantity: string) =>
  (parseQuantity(quantity) ?? 0) < 0 ? 'it may not be negative' : undefined;
const hostPort: Form = (port: number) => (port === 0 ? undefined : portFault(port));
const id = within(0, 2 ** 31 - 1);
const weight = within(1, 100);
/** As it is written most often, 0644 is octal and 644 is not (`fileModeErrorMsg`). */
const mode: Form = (bits: number) =>
  bits < 0 || bits > 0o777
    ? `a mode is from 0 to 0777 (511), and this is ${bits}, in octal ${bits.toString(8)}: write it with a 0 before it, as in 0644`
    : undefined;

function within(least: number, most: number): Form {
  return (number: number) => (number < least || number > most ? `it is from ${least} to ${most}` : undefined);
}

const objectReference = { kind: segment, name: segment };

/** By type, what Kubernetes' validation of it asks of its fields: what is absent here is not asked, or asked by a check in index.ts. */
const forms: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  'apps.v1.StatefulSetOrdinals': { start: natural },
  'apps.v1.StatefulSetSpec': { serviceName: label },
  'autoscaling.v1.CrossVersionObjectReference': objectReference,
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { targetCPUUtilizationPercentage: positive },
  'autoscaling.v2.ContainerResourceMetricSource': { container: label },
  'autoscaling.v2.CrossVersionObjectReference': objectReference,
  'autoscaling.v2.HPAScalingPolicy': { periodSeconds: within(1, 1800), value: positive },
  'autoscaling.v2.HPAScalingRules': { stabilizationWindowSeconds: within(0, 3600), tolerance: share },
  'autoscaling.v2.MetricIdentifier': { name: segment },
  'autoscaling.v2.MetricTarget': { averageUtilization: positive, averageValue: amount, value: amount },
  'batch.v1.CronJobSpec': {
    failedJobsHistoryLimit: natural,
    startingDeadlineSeconds: natural,
    successfulJobsHistoryLimit: natural,
  },
  'batch.v1.JobSpec': {
    activeDeadlineSeconds: natural,
    backoffLimit: natural,
    backoffLimitPerIndex: natural,
    completions: natural,
    maxFailedIndexes: natural,
    parallelism: natural,
    ttlSecondsAfterFinished: natural,
  },
  'core.v1.ClientIPConfig': { timeoutSeconds: within(1, 86_400) },
  'core.v1.ConfigMapEnvSource': { name: subdomain },
  'core.v1.ConfigMapKeySelector': { key: dataKeyFault, name: subdomain },
  'core.v1.ConfigMapVolumeSource': { defaultMode: mode },
  'core.v1.ContainerPort': { hostPort },
  'core.v1.DownwardAPIVolumeFile': { mode, path: descendingFault },
  'core.v1.DownwardAPIVolumeSource': { defaultMode: mode },
  'core.v1.HTTPHeader': { name: header },
  'core.v1.HostAlias': { hostnames: subdomain, ip: address },
  'core.v1.HostPathVolumeSource': { path: withoutParent },
  'core.v1.KeyToPath': { mode, path: descendingFault },
  'core.v1.NFSVolumeSource': { path: absolute },
  'core.v1.PersistentVolumeClaimSpec': { storageClassName: subdomain },
  'core.v1.PodAffinityTerm': { namespaces: label, topologyKey: labelKey },
  'core.v1.PodDNSConfig': { nameservers: address },
  'core.v1.PodReadinessGate': { conditionType: labelKey },
  'core.v1.PodSecurityContext': { fsGroup: id, runAsGroup: id, runAsUser: id, supplementalGroups: id },
  'core.v1.PodSpec': {
    nodeName: subdomain,
    priorityClassName: subdomain,
    runtimeClassName: subdomain,
  },
  'core.v1.PreferredSchedulingTerm': { weight },
  'core.v1.ProjectedVolumeSource': { defaultMode: mode },
  'core.v1.SecretEnvSource': { name: subdomain },
  'core.v1.SecretKeySelector': { key: dataKeyFault, name: subdomain },
  'core.v1.SecretVolumeSource': { defaultMode: mode },
  'core.v1.SecurityContext': { runAsGroup: id, runAsUser: id },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: within(600, 2 ** 32), path: descendingFault },
  'core.v1.ServicePort': { appProtocol: labelKey },
  'core.v1.Toleration': { key: labelKey },
  'core.v1.TopologySpreadConstraint': {
    matchLabelKeys: labelKey,
    maxSkew: positive,
    minDomains: positive,
  },
  'core.v1.WeightedPodAffinityTerm': { weight },
  'networking.v1.IngressSpec': { ingressClassName: subdomain },
  'rbac.v1.RoleRef': { name: segment },
};

/** Fields that may be neither absent nor empty; those that the schema requires may be empty, unless they stand here (`field.Required`). */
const needed: Readonly<Record<string, readonly string[]>> = {
  'autoscaling.v1.CrossVersionObjectReference': ['kind', 'name'],
  'autoscaling.v2.ContainerResourceMetricSource': ['name', 'container'],
  'autoscaling.v2.CrossVersionObjectReference': ['kind', 'name'],
  'autoscaling.v2.MetricIdentifier': ['name'],
  'autoscaling.v2.MetricSpec': ['type'],
  'autoscaling.v2.MetricTarget': ['type'],
  'autoscaling.v2.ResourceMetricSource': ['name'],
  'core.v1.ConfigMapEnvSource': ['name'],
  'core.v1.ConfigMapKeySelector': ['key', 'name'],
  'core.v1.ConfigMapProjection': ['name'],
  'core.v1.ConfigMapVolumeSource': ['name'],
  'core.v1.DownwardAPIVolumeFile': ['path'],
  'core.v1.HTTPHeader': ['name'],
  'core.v1.HostAlias': ['ip'],
  'core.v1.HostPathVolumeSource': ['path'],
  'core.v1.KeyToPath': ['key', 'path'],
  'core.v1.NFSVolumeSource': ['path', 'server'],
  'core.v1.PersistentVolumeClaimVolumeSource': ['claimName'],
  'core.v1.PodAffinityTerm': ['topologyKey'],
  'core.v1.PodDNSConfigOption': ['name'],
  'core.v1.SecretEnvSource': ['name'],
  'core.v1.SecretKeySelector': ['key', 'name'],
  'core.v1.SecretProjection': ['name'],
  'core.v1.SecretVolumeSource': ['secretName'],
  'core.v1.ServiceAccountTokenProjection': ['path'],
  'core.v1.TopologySpreadConstraint': ['topologyKey'],
  'networking.v1.IPBlock': ['cidr'],
  'networking.v1.IngressServiceBackend': ['name'],
  'rbac.v1.RoleRef': ['name'],
  'rbac.v1.Subject': ['name'],
};
