const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Whether it is a DNS label (RFC 1123): what containers, volumes and a Service's ports are called by. */
export function isLabel(name: string): boolean {
  return label.test(name);
}

/** Whether it is a DNS name (RFC 1123): what most objects are called by. */
export function isSubdomain(name: string): boolean {
  return name.length <= 253 && subdomain.test(name);
}

/** What is wrong with the name of an object of a kind; undefined: nothing. */
export function nameFault(kind: string, name: string): string | undefined {
  if (kind === 'Service')
    return isLabel(name) && /^[a-z]/.test(name)
      ? undefined
      : 'the name of a Service is a DNS label that begins with a letter: at most 63 of a-z, 0-9 and -';
  if (kind === 'Namespace') return isLabel(name) ? undefined : labelFault;
  if (subdomains.has(kind)) return isSubdomain(name) ? undefined : subdomainFault;
  return segmentFault(name);
}

export const subdomainFault =
  'it must be a DNS name: at most 253 of a-z, 0-9, - and ., each part with a letter or digit at both ends';

export const labelFault =
  'it must be a DNS label: at most 63 of a-z, 0-9 and -, with a letter or digit at both ends';

/** What is wrong with a name that stands in a path, as that of each object does (`IsPathSegmentName`). */
export function segmentFault(name: string): string | undefined {
  return name === '.' || name === '..' || /[/%]/.test(name)
    ? 'it may not be . or .., nor have / or % in it'
    : undefined;
}

/** `NameIsDNSSubdomain`; other kinds, such as RBAC's and PodDisruptionBudget, take nearly any name. */
const subdomains = new Set([
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'IngressClass',
  'Job',
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolumeClaim',
  'Pod',
  'ReplicaSet',
  'ResourceQuota',
  'Secret',
  'ServiceAccount',
  'StatefulSet',
]);

/** What is wrong with a port's name (RFC 6335, `IsValidPortName`). */
export function portNameFault(name: string): string | undefined {
  const isName = /^[a-z0-9-]{1,15}$/.test(name) && /[a-z]/.test(name) && !/^-|--|-$/.test(name);
  return isName
    ? undefined
    : 'the name of a port is at most 15 of a-z, 0-9 and -, with a letter, and no - at an end or beside another';
}

/** What is wrong with the number of a port, or with the name of one in its place. */
export function portFault(port: number | string): string | undefined {
  if (typeof port === 'string') return portNameFault(port);
  return port < 1 || port > 65_535 ? 'a port is a number from 1 to 65535' : undefined;
}
