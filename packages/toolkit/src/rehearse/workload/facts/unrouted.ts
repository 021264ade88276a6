import type { Unrouted } from '../../evidence.ts';
import type { Workload } from '../workload.ts';
import { trafficPort, trafficTarget } from './traffic-port.ts';
import { trafficProtocol } from './traffic-protocol.ts';

/**
 * Why no request reaches the pods of a workload; undefined where some do. A Service whose port leads to a name that no container
 * gives has no endpoints for it (pkg/controller/endpointslice/utils.go getEndpointPorts), so that all its clients are refused.
 */
export function unroutedReason(workload: Workload): Unrouted | undefined {
  if (trafficPort(workload) !== undefined) return undefined;
  const [service] = workload.services;
  if (service === undefined)
    return { what: 'No Service of these manifests routes to the pods: no request was sent.', isFault: false };
  const { name } = service.metadata;
  const target = trafficTarget(workload);
  return target === undefined
    ? { what: `The Service ${name} has no port: no request was sent.`, isFault: false }
    : {
        what: `The Service ${name} routes to the port ${target}, and no container gives a port that name: no request was sent.`,
        isFault: true,
      };
}

/** Why no request is sent: none would reach the pods, or they take TLS alone; undefined where some are. */
export function unsentReason(workload: Workload): string | undefined {
  const unrouted = unroutedReason(workload);
  if (unrouted !== undefined) return unrouted.what;
  const protocol = trafficProtocol(workload);
  if (protocol?.name !== 'tls') return undefined;
  const name = workload.services[0]?.metadata.name;
  return `The Service ${name} routes to a port that takes TLS (${protocol.by}), which the load does not speak: no request was sent.`;
}
