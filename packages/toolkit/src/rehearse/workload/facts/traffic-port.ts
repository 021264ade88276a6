import { lastingContainers } from '../../../model/index.ts';
import type { WorkloadFacts } from '../../evidence.ts';
import type { Workload } from '../workload.ts';

/**
 * The port of the pods that the Service's port for the load leads to; undefined without one. A name is looked for among ports
 * of the Service's protocol, in main containers first, then in sidecars (k8s.io/endpointslice FindPort).
 */
export function trafficPort(workload: Workload): number | undefined {
  const target = trafficTarget(workload);
  if (target === undefined || typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  const { protocol = 'TCP' } = servicePort(workload) ?? {};
  return lastingContainers(workload.template.spec)
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === target && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** The same as the Service states it: a number, or the name of a port of some container. */
export function trafficTarget(workload: Workload): number | string | undefined {
  const port = servicePort(workload);
  return port && (port.targetPort ?? port.port);
}

/**
 * Names of ports that are for operators, as charts and frameworks give them; a protocol may stand before. Which ports probes ask
 * tells nothing: many a program answers them where it answers clients.
 */
const side =
  /^(?:(?:http|tcp|grpc)-)?(?:admin|management|mgmt|actuator|metrics|prometheus|monitoring|health|healthz|probes?|debug|pprof)$/;

/**
 * The Service's port that the load goes to: the one that the settings name, else `http`, else the first that is not for operators. The
 * load speaks TCP.
 */
export function servicePort({ services, loadPort }: Pick<Workload, 'services' | 'loadPort'>) {
  const ports = (services[0]?.spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (loadPort !== undefined) return ports.find(({ name, port }) => name === loadPort || port === loadPort);
  return ports.find(({ name }) => name === 'http') ?? ports.find((port) => !isForOperators(port)) ?? ports[0];
}

/** Whether a port is one for operators, by its name. */
export function isForOperators({ name = '' }: { readonly name?: string }): boolean {
  return side.test(name);
}

/** The ports of the Service in words, such as `web (80)`: the one that the load goes to, and the others; undefined without one. */
export function servicePorts(
  workload: Pick<Workload, 'services' | 'loadPort'>,
): WorkloadFacts['servicePorts'] {
  const asked = servicePort(workload);
  if (asked === undefined) return undefined;
  const others = (workload.services[0]?.spec?.ports ?? []).filter((port) => port !== asked);
  return { asked: words(asked), others: others.map(words) };
}

function words({ name, port }: { readonly name?: string; readonly port: number }): string {
  return name === undefined ? `${port}` : `${name} (${port})`;
}
