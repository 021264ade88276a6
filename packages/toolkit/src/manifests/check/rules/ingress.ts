import { containersOf, ofKind, resolvePort, servicePicks } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { allows, policiesOf } from '../network-policies.ts';
import { listeningPort } from '../ports.ts';
import type { Subject } from '../subject.ts';

/**
 * Policies that let requests in to the number of a Service, in place of the pods' own that it leads to: they are held against what
 * arrives at the pod (kubernetes.io, "Network Policies"), so that none does.
 */
export function ingress(subject: Subject): Finding[] {
  const policies = policiesOf(subject, 'Ingress');
  const rules = policies.flatMap(({ spec }) => spec?.ingress ?? []);
  const listed = containersOf(subject.pod).flatMap(({ ports = [] }) => ports);
  const isNamed = (name: string, number: number) =>
    listed.some((port) => port.name === name && port.containerPort === number);
  const isOpen = (number: number) =>
    rules.some((rule) => allows(rule, number, (name) => isNamed(name, number)));
  const served = servedPorts(subject);
  return policies.flatMap((policy) =>
    (policy.spec?.ingress ?? []).flatMap(({ ports = [] }, index) =>
      ports.flatMap(({ port, protocol = 'TCP' }, at) => {
        const target = typeof port === 'number' && protocol === 'TCP' ? served.get(port) : undefined;
        if (target === undefined || mayListen(subject, Number(port)) || isOpen(target)) return [];
        const place = { object: policy, path: ['spec', 'ingress', index, 'ports', at, 'port'] };
        const message = `requests are let in to port ${port}, which is the Service's; the pods get them on ${target}, where none are let in`;
        return [finding('ingress/port', place, message, `Set port to ${target}.`)];
      }),
    ),
  );
}

/** The pods' ports by the numbers that their Services offer them under, where that is another one. */
function servedPorts(subject: Subject): ReadonlyMap<number, number> {
  const services = ofKind(subject.objects, 'Service').filter(({ spec }) =>
    servicePicks(spec?.selector, subject.podLabels),
  );
  const ports = services.flatMap(({ spec }) => spec?.ports ?? []);
  return new Map(
    ports.flatMap(({ port, targetPort = port, protocol = 'TCP' }): [number, number][] => {
      const target = resolvePort(targetPort, subject.container);
      return protocol !== 'TCP' || target === undefined || target === port ? [] : [[port, target]];
    }),
  );
}

/** Whether the process, or a container that lists it, may listen there. */
function mayListen(subject: Subject, number: number): boolean {
  const listed = containersOf(subject.pod).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort }) => containerPort),
  );
  const listening = subject.contract.ports.map((port) => listeningPort(subject, port));
  return [...listed, ...listening].some((it) => it === undefined || it === number);
}
