import { ofKind, servicePicks, type ObjectOf } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { listeningPort, mayBeSidecar, resolvePort } from '../ports.ts';
import { podLabelsOf, serviceWorkloads } from '../service-workloads.ts';
import type { Subject } from '../subject.ts';

/** Container ports and Services against the ports that the process listens on. */
export function ports(subject: Subject): Finding[] {
  const services = ofKind(subject.objects, 'Service');
  return [...containerPorts(subject), ...services.flatMap((it) => servicePorts(subject, it))];
}

function containerPorts(subject: Subject): Finding[] {
  const { contract, container, atContainer } = subject;
  return (container.ports ?? []).flatMap(({ name, containerPort }, index) => {
    const stated = contract.ports.find((port) => port.name === name);
    const listening = stated && listeningPort(subject, stated);
    if (listening === undefined || listening === containerPort) return [];
    const place = atContainer('ports', index, 'containerPort');
    const message = `port ${name} is ${containerPort} here, but the process listens on ${listening}`;
    return [finding('ports/number', place, message, `Set containerPort to ${listening}.`)];
  });
}

function servicePorts(subject: Subject, service: ObjectOf<'Service'>): Finding[] {
  const { contract, podLabels, objects } = subject;
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return [];
  const wrong = selector.filter(([key, value]) => podLabels[key] !== value);
  if (wrong.length > 0) {
    const selectsOther = serviceWorkloads(contract, objects).some((it) =>
      servicePicks(service.spec?.selector, podLabelsOf(it)),
    );
    if (service.metadata.name !== contract.name || selectsOther) return [];
    const labels = wrong.map(([key, value]) => `${key}=${value}`).join(', ');
    const message = `the Service selects ${labels}, which the pods do not carry: it has no endpoint`;
    return [
      finding(
        'ports/selector',
        { object: service, path: ['spec', 'selector'] },
        message,
        'Give selector and pod template the same labels.',
      ),
    ];
  }
  const listening = new Set(contract.ports.map((port) => listeningPort(subject, port)));
  return (service.spec?.ports ?? []).flatMap(({ port, targetPort = port }, index) => {
    const place = { object: service, path: ['spec', 'ports', index, 'targetPort'] };
    const names = contract.ports.map(({ name, port }) => `${name} (${port})`).join(', ');
    if (mayBeSidecar(subject, targetPort)) return [];
    const number = resolvePort(subject, targetPort);
    if (number === undefined)
      return [
        finding(
          'ports/target',
          place,
          `no container port is named ${targetPort}`,
          `Name one of ${names}, and list it in the container's ports.`,
        ),
      ];
    // A port of the contract's name was looked at where the container lists it.
    if (listening.has(number) || contract.ports.some(({ name }) => name === targetPort)) return [];
    return [
      finding(
        'ports/target',
        place,
        `requests go to port ${number}, where the process does not listen`,
        `Send them to one of ${names}.`,
      ),
    ];
  });
}
