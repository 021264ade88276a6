import { EnvName } from '@seaworthy/contract';
import { ofKind, type KubernetesObject } from '../../../model/index.ts';
import { portOfUrl } from '../../url-port.ts';
import { finding, type Finding } from '../finding.ts';
import { allows, policiesOf, type Policy } from '../network-policies.ts';
import type { Subject } from '../subject.ts';

type EgressRule = NonNullable<NonNullable<Policy['spec']>['egress']>[number];

/** The addresses of dependencies against the ports that policies let the pods out to. */
export function egress(subject: Subject): Finding[] {
  const { contract, objects } = subject;
  const policies = policiesOf(subject, 'Egress');
  const rules = policies.flatMap(({ spec }) => spec?.egress ?? []);
  const [policy] = policies;
  // Beside a policy that denies all, or all but DNS, those that allow something may be elsewhere.
  if (policy === undefined || !rules.some(({ ports = [] }) => ports.some((it) => !isDns(it)))) return [];
  return (contract.dependencies ?? []).flatMap(({ env = '' }) => {
    const address = addressOf(subject, env);
    const ports = address === undefined || isProxied(subject, address) ? [] : portsBehind(address, objects);
    // A named port is known to the pods alone that have it.
    const isOpen = (port: number) => rules.some((rule) => allows(rule, port, () => true));
    if (ports.length === 0 || ports.some(isOpen)) return [];
    const message = `${env} leads to port ${ports.join(' or ')}, and no rule lets the pods out to it`;
    const place = { object: policy, path: ['spec', 'egress'] };
    return [finding('egress/port', place, message, `Add port ${ports.at(-1)} to a rule.`)];
  });
}

/** 5353 is what the DNS of OpenShift listens on, behind its Service. */
function isDns({ port = 0 }: NonNullable<EgressRule['ports']>[number]): boolean {
  return port === 53 || port === 5353;
}

/** Whether a request may go by way of a proxy. What `NO_PROXY` means each client decides otherwise, so it is not read. */
function isProxied({ variables }: Subject, address: string): boolean {
  return (
    /^https?:/i.test(address) &&
    [...variables.byName.keys()].some((name) => /^(https?|all)_proxy$/i.test(name))
  );
}

/** The address that a variable or the program's own default says; undefined where it cannot be told. */
function addressOf({ contract, variables }: Subject, env: string): string | undefined {
  if (variables.byName.has(env)) return variables.byName.get(env)?.value;
  const mayBeSet = [`${env}_FILE`, EnvName.configFile].some((name) => variables.byName.has(name));
  if (!variables.complete || mayBeSet) return undefined;
  return contract.config.find((entry) => entry.env === env)?.default;
}

/**
 * The numbers that a policy may see: what a Service offers is turned into its pods' port before or after the policy is held to
 * it, by the network plugin. None where they cannot be told, as of a Service elsewhere, or none is needed, within the pod.
 */
function portsBehind(address: string, objects: readonly KubernetesObject[]): readonly number[] {
  const { hostname = '' } = URL.parse(address) ?? {};
  const port = portOfUrl(address);
  if (port === undefined || hostname === '' || isLoopback(hostname)) return [];
  const labels = hostname.split('.');
  const isIp = /^[\d.]+$|^\[/.test(hostname);
  if (isIp || (labels.length > 2 && !labels.includes('svc'))) return [port];
  const service = labels.length > 1 ? undefined : findService(hostname, objects);
  const target = service?.spec?.ports?.find((it) => it.port === port);
  const { targetPort = port } = target ?? {};
  if (target === undefined || service?.spec?.selector === undefined || typeof targetPort === 'string')
    return [];
  return [...new Set([port, targetPort])];
}

function findService(name: string, objects: readonly KubernetesObject[]) {
  return ofKind(objects, 'Service').find(({ metadata }) => metadata.name === name);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
