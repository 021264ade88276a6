import { containersOf } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { allows, policiesOf } from '../network-policies.ts';
import { mayListen, servedPorts } from '../ports.ts';
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
