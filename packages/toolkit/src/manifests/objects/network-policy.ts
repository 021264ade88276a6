import { PortName, type DependencyContract, type ServiceContract } from '@seaworthy/contract';
import type { Kinds } from '../../model/index.ts';
import { labelsOf, selectorOf } from '../names.ts';
import { note, type Annotated } from '../text/index.ts';
import { portOfUrl } from '../url-port.ts';
import { clientPorts } from './service.ts';
import { COLLECTOR_PORT } from './telemetry.ts';

/** Where each kind of server usually listens; undefined where that cannot be told. */
const usualPorts: Readonly<Record<DependencyContract['kind'], readonly number[] | undefined>> = {
  postgres: [5432],
  redis: [6379],
  // MinIO and its like listen on 9000.
  s3: [443, 9000],
  // A Service may offer another number than its pods listen on, and a policy looks at theirs.
  http: undefined,
  grpc: undefined,
  tcp: undefined,
};

/** Who may talk to the pods, and whom they may talk to. The kubelet's probes come from the node and are always let in. */
export function networkPolicy(contract: ServiceContract): Annotated<Kinds['NetworkPolicy']> {
  const egress = egressRules(contract);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: contract.name, labels: labelsOf(contract) },
    spec: {
      podSelector: { matchLabels: selectorOf(contract) },
      policyTypes: egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: ingressRules(contract),
      egress,
    },
  } as Annotated<Kinds['NetworkPolicy']>;
}

function ingressRules(contract: ServiceContract) {
  const ports = clientPorts(contract).map(({ name }) => ({ port: name, protocol: 'TCP' }));
  if (ports.length === 0) return [];
  return [
    note(
      { from: [{ namespaceSelector: {} }], ports },
      'Every pod of the cluster, an ingress controller among them; nobody from outside it. The admin port is open to nobody.',
    ),
  ];
}

/** Undefined where the contract does not say whom the process talks to. An empty list says that there is nobody. */
function egressRules(contract: ServiceContract) {
  const { dependencies } = contract;
  if (dependencies === undefined) return undefined;
  const dns = note(
    {
      ports: [
        { protocol: 'UDP', port: note(53, 'Questions.') },
        { protocol: 'TCP', port: note(53, 'Long answers.') },
      ],
    },
    'DNS.',
  );
  return [dns, ...dependencies.map((dependency) => dependencyRule(contract, dependency))];
}

/** To any port where the dependency's cannot be told: one that is guessed would cut it off. */
function dependencyRule({ config }: ServiceContract, { name, kind, env }: DependencyContract) {
  const usual = usualPorts[kind];
  if (usual === undefined)
    return note(
      { to: anywhereButMetadata },
      `${name} (${kind}), on any port, for its own cannot be told; an overlay can narrow it.`,
    );
  const stated = portOfUrl(config.find((entry) => entry.env === env)?.default ?? '');
  const ports = usual.map((port) => ({
    protocol: 'TCP',
    port: note(port, `Where ${kind} is usually served.`),
  }));
  if (stated !== undefined && !usual.includes(stated))
    ports.unshift({ protocol: 'TCP', port: note(stated, `As the default of ${env} says.`) });
  return note(
    { to: anywhereButMetadata, ports },
    `${name} (${kind}), on the usual ports; an overlay can narrow it to its address.`,
  );
}

/** The cloud's metadata address hands out the node's credentials. */
const anywhereButMetadata = [
  { namespaceSelector: {} },
  { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
  { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
];

/** Whether the policy says whom the pods may talk to. */
export function limitsEgress(contract: ServiceContract): boolean {
  return egressRules(contract) !== undefined;
}

/** A JSON patch of the policy that lets the Prometheus in the namespace `monitoring` scrape the pods. */
export const scrapePatch = [
  {
    op: 'add',
    path: '/spec/ingress/-',
    value: {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ port: PortName.admin, protocol: 'TCP' }],
    },
  },
];

/** A JSON patch of the policy that lets the pods reach the collector. */
export const collectorPatch = [
  {
    op: 'add',
    path: '/spec/egress/-',
    value: { ports: [{ protocol: 'TCP', port: note(COLLECTOR_PORT, 'OTLP over HTTP.') }] },
  },
];
