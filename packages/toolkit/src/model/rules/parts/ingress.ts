import { isIP } from 'node:net';
import type {
  IHTTPIngressPath,
  IIngress,
  IIngressBackend,
  IIngressRule,
  IIngressTLS,
} from 'kubernetes-models/networking.k8s.io/v1';
import type { Tell } from '../breaches.ts';
import { isLabel, isSubdomain, labelFault, portFault, portNameFault, subdomainFault } from '../names.ts';

/** That it leads anywhere, and whose it is (`ValidateIngressSpec`, `ValidateIngressCreate`). */
export function checkIngress({ metadata, spec }: IIngress, tell: Tell): void {
  const { rules = [], defaultBackend, ingressClassName } = spec ?? {};
  if (rules.length === 0 && defaultBackend === undefined) tell(['spec'], 'it has rules or a defaultBackend');
  const name = 'kubernetes.io/ingress.class';
  const annotated = metadata?.annotations?.[name];
  if (annotated !== undefined && ingressClassName !== undefined && annotated !== ingressClassName)
    tell(['metadata', 'annotations', name], `spec.ingressClassName is another one, ${ingressClassName}`);
}

/** A rule's host, and that it has paths where it has any (`validateIngressRules`). */
export function checkIngressHost({ host = '', http }: IIngressRule, tell: Tell): void {
  const fault = host === '' ? undefined : hostFault(host);
  if (fault !== undefined) tell(['host'], fault);
  if (http?.paths.length === 0) tell(['http', 'paths'], 'there is at least one');
}

/** The hosts of a certificate, and its Secret (`validateIngressTLS`). */
export function checkIngressTls({ hosts = [], secretName }: IIngressTLS, tell: Tell): void {
  for (const [index, host] of hosts.entries()) {
    // An address is taken here.
    const fault = isIP(host) === 4 ? undefined : hostFault(host);
    if (fault !== undefined) tell(['hosts', index], fault);
  }
  if (secretName && !isSubdomain(secretName)) tell(['secretName'], subdomainFault);
}

function hostFault(host: string): string | undefined {
  if (isIP(host) !== 0) return 'it is a DNS name, and no IP address';
  if (isSubdomain(host.replace(/^\*\./, ''))) return undefined;
  return host.includes('*')
    ? 'a * stands for the first part of a name alone: *.example.com'
    : 'it is a DNS name of a-z, 0-9, - and ., without scheme, port and path';
}

/** A path (`validateHTTPIngressPath`). */
export function checkIngressPath({ path = '', pathType }: IHTTPIngressPath, tell: Tell): void {
  const isOpen = pathType === 'ImplementationSpecific';
  if (!path.startsWith('/') && !(isOpen && path === '')) return tell(['path'], 'it begins with /');
  if (!isOpen && /\/\/|\/\.\.?(?:\/|$)|%2f/i.test(path))
    tell(['path'], 'it may not have //, /./, /../ or %2f in it, nor end with /. or /..');
}

/** What it leads to (`validateIngressBackend`). */
export function checkBackend({ service, resource }: IIngressBackend, tell: Tell): void {
  if ((service === undefined) === (resource === undefined))
    return tell(
      [],
      `it has one of service and resource, and this one ${service === undefined ? 'none' : 'both'}`,
    );
  if (service === undefined) return;
  const { name = '', number = 0 } = service.port ?? {};
  if (service.name !== '' && !isLabel(service.name)) tell(['service', 'name'], labelFault);
  if ((name === '') === (number === 0))
    return tell(
      ['service', 'port'],
      `it has one of name and number, and this one ${name === '' ? 'none' : 'both'}`,
    );
  const fault = name === '' ? portFault(number) : portNameFault(name);
  if (fault !== undefined) tell(['service', 'port', name === '' ? 'number' : 'name'], fault);
}
