import { PortName, type PortContract, type ServiceContract } from '@seaworthy/contract';
import type { Kinds } from '../../model/index.ts';
import { labelsOf, namesOf, selectorOf } from '../names.ts';
import { note, type Annotated } from '../text/index.ts';

/** How a Service names what is spoken (KEP-3726). Plain TCP has no name. */
const appProtocols: Readonly<Record<string, string | undefined>> = {
  http: 'http',
  h2c: 'kubernetes.io/h2c',
  grpc: 'grpc',
  tcp: undefined,
};

/** The port of URLs that name none. */
const HTTP_PORT = 80;

/** The ports that clients use: all but the one for probes and metrics. */
export function clientPorts({ ports }: ServiceContract): readonly PortContract[] {
  return ports.filter(({ name }) => name !== PortName.admin);
}

/** The Service in front of the pods; undefined for a program that listens nowhere. */
export function service(contract: ServiceContract): Annotated<Kinds['Service']> | undefined {
  const ports = clientPorts(contract);
  if (ports.length === 0) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      selector: selectorOf(contract),
      ports: ports.map((port) => ({
        name: port.name,
        port: annotatedPort(contract, port),
        targetPort: port.name,
        appProtocol: appProtocols[port.protocol ?? 'http'],
      })),
    },
  };
}

function annotatedPort(contract: ServiceContract, port: PortContract) {
  const number = servicePort(contract, port);
  return number === port.port
    ? note(number, 'The same as the process listens on.')
    : note(number, 'So that clients need not name one.');
}

/** The number that the Service offers for a port: 80 for `http`, unless another one has it. */
export function servicePort(contract: ServiceContract, { name, port }: PortContract): number {
  const isTaken = clientPorts(contract).some((it) => it.name !== name && it.port === HTTP_PORT);
  return name === PortName.http && !isTaken ? HTTP_PORT : port;
}

/** A headless Service with the admin port, by which a Prometheus finds each pod, ready or not. */
export function metricsService(contract: ServiceContract): Annotated<Kinds['Service']> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: namesOf(contract).metrics,
      labels: { ...labelsOf(contract), 'app.kubernetes.io/component': 'metrics' },
    },
    spec: {
      clusterIP: note(
        'None',
        'Each pod is scraped, not one at random; and metrics stay off the Service that clients use.',
      ),
      publishNotReadyAddresses: note(true, 'A pod that is not ready is the one to look at.'),
      selector: selectorOf(contract),
      ports: [
        {
          name: PortName.admin,
          port: note(
            adminPort(contract),
            'The port of the process itself: the Service has no address of its own.',
          ),
          targetPort: PortName.admin,
        },
      ],
    },
  };
}

/** The number of the admin port; 0 where the contract has none. */
export function adminPort({ ports }: ServiceContract): number {
  return ports.find(({ name }) => name === PortName.admin)?.port ?? 0;
}
