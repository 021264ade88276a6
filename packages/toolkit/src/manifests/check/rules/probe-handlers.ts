import { resolvePort, type Probe } from '../../../model/index.ts';
import { isOnRuntime } from '../../options.ts';
import { finding, type Finding } from '../finding.ts';
import { listeningPort, mayBeSidecar } from '../ports.ts';
import type { Subject } from '../subject.ts';

const kinds = ['startup', 'liveness', 'readiness'] as const;
type ProbeKind = (typeof kinds)[number];

/** Whether the kubelet reaches the process at all: the host, the port and the encryption of its probes. */
export function probeHandlers(subject: Subject): Finding[] {
  return kinds.flatMap((kind) => {
    const probe = subject.container[`${kind}Probe`];
    return probe == null ? [] : rules.flatMap((rule) => rule(subject, kind, probe));
  });
}

const rules = [otherHost, deafPort, tls] as const;

/** It asks the pod's own address by default. On the node's network, or by a port of the node, it may be asked at the node's. */
function otherHost({ pod, container, atContainer }: Subject, kind: ProbeKind, probe: Probe): Finding[] {
  const isOnNode = pod.hostNetwork === true || container.ports?.some(({ hostPort = 0 }) => hostPort > 0);
  return (['httpGet', 'tcpSocket'] as const).flatMap((handler) => {
    const host = probe[handler]?.host ?? '';
    if (host === '' || isOnNode) return [];
    const message = `the ${kind} probe asks ${host}, and not the pod`;
    const fix = `Take host out${handler === 'httpGet' ? '; a Host header stands in httpHeaders' : ''}.`;
    return [finding(`probes/${kind}-host`, atContainer(`${kind}Probe`, handler, 'host'), message, fix)];
  });
}

/** That a plain connection, or gRPC, finds somebody there. What the container lists beyond the contract may be served, too. */
function deafPort(subject: Subject, kind: ProbeKind, probe: Probe): Finding[] {
  const { contract, container, atContainer } = subject;
  return (['grpc', 'tcpSocket'] as const).flatMap((handler) => {
    const port = probe[handler]?.port;
    if (port === undefined) return [];
    const number = resolvePort(port, subject.container);
    const listening = contract.ports.map((it) => listeningPort(subject, it));
    const listed = container.ports?.map(({ containerPort }) => containerPort) ?? [];
    const mayListen = [...listening, ...listed].some((it) => it === undefined || it === number);
    if (number !== undefined && (mayListen || mayBeSidecar(subject, number))) return [];
    const found = number === undefined ? `port ${port}, which the container does not list` : `port ${number}`;
    const names = contract.ports
      .map(({ name, port }, index) => `${name} (${listening[index] ?? port})`)
      .join(', ');
    const message = `the ${kind} probe asks on ${found}; the process listens on ${names || 'none'}`;
    const fix = names === '' ? 'Take the probe out.' : `Ask on one of ${names}.`;
    return [finding(`probes/${kind}-port`, atContainer(`${kind}Probe`, handler, 'port'), message, fix)];
  });
}

/** Of a port that the contract says to speak plain HTTP. */
function tls(subject: Subject, kind: ProbeKind, { httpGet }: Probe): Finding[] {
  const { contract, atContainer } = subject;
  if (httpGet?.scheme !== 'HTTPS') return [];
  const number = resolvePort(httpGet.port, subject.container);
  const port =
    number === undefined ? undefined : contract.ports.find((it) => listeningPort(subject, it) === number);
  const isPlain = isOnRuntime(contract) || port?.protocol === 'http' || port?.protocol === 'h2c';
  if (port === undefined || !isPlain) return [];
  const message = `the ${kind} probe speaks TLS, and port ${port.name} of the process plain HTTP: it never succeeds`;
  const place = atContainer(`${kind}Probe`, 'httpGet', 'scheme');
  return [finding(`probes/${kind}-scheme`, place, message, 'Take the scheme out, for HTTP.')];
}
