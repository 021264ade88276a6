import { ofKind, resolvePort, servicePicks, type ObjectOf } from '../../../model/index.ts';
import { finding, type Finding } from '../finding.ts';
import { madePod } from '../made-pods.ts';
import { listeningPort, mayBeSidecar } from '../ports.ts';
import { podLabelsOf } from '../service-workloads.ts';
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
  const { contract, container, podLabels, siblings } = subject;
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return [];
  const wrong = selector.filter(([key, value]) => podLabels[key] !== value);
  if (wrong.length > 0) {
    const selectsOther = siblings.some((it) => servicePicks(service.spec?.selector, podLabelsOf(it)));
    const isOurs = service.metadata.name === contract.name || isLostService(subject, service);
    if (!isOurs || selectsOther) return [];
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
  const listed = (container.ports ?? []).flatMap(({ containerPort, protocol = 'TCP' }) =>
    protocol === 'TCP' ? containerPort : [],
  );
  // Who lists another port beside the contract's, such as that of metrics, knows of it; alone it may be a wrong number.
  const beside = listed.some((it) => listening.has(it)) ? listed : [];
  return (service.spec?.ports ?? []).flatMap(({ port, targetPort = port, protocol = 'TCP' }, index) => {
    const place = { object: service, path: ['spec', 'ports', index, 'targetPort'] };
    const names = contract.ports.map(({ name, port }) => `${name} (${port})`).join(', ');
    if (mayBeSidecar(subject, targetPort)) return [];
    const number = resolvePort(targetPort, subject.container);
    if (number === undefined)
      return [
        finding(
          'ports/target',
          place,
          `no container port is named ${targetPort}`,
          `Name one of ${names}, and list it in the container's ports.`,
        ),
      ];
    // The contract's ports are those of TCP; one of its name was looked at where the container lists it.
    if (
      protocol !== 'TCP' ||
      listening.has(number) ||
      listening.has(undefined) ||
      beside.includes(number) ||
      contract.ports.some(({ name }) => name === targetPort)
    )
      return [];
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

/**
 * Whether a Service whose name holds the service's, as `shop-svc` and `release-shop` do, can be meant for nothing but its pods:
 * no other Service picks them, this one picks none of the set, and all that it offers is where the process listens.
 */
function isLostService(subject: Subject, { metadata, spec }: ObjectOf<'Service'>): boolean {
  const { contract, objects, podLabels, container } = subject;
  const names = new Set([...contract.ports, ...(container.ports ?? [])].map(({ name }) => name));
  const listening = new Set(contract.ports.map((port) => listeningPort(subject, port)));
  const { ports = [], selector = {} } = spec ?? {};
  return (
    `-${metadata.name}-`.includes(`-${contract.name}-`) &&
    Object.keys(selector).some((key) => podLabels[key] !== undefined) &&
    ports.length > 0 &&
    ports.every(
      ({ port, targetPort = port }) => names.has(`${targetPort}`) || listening.has(Number(targetPort)),
    ) &&
    !ofKind(objects, 'Service').some((it) => servicePicks(it.spec?.selector, podLabels)) &&
    !objects.some((object) => servicePicks(selector, madePod(object).labels))
  );
}
