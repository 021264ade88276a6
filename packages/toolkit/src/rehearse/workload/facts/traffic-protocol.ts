import { resolvePort } from '../../../model/index.ts';
import type { Workload } from '../workload.ts';
import { servicePort, trafficPort } from './traffic-port.ts';

/** What the pods' port speaks, and what of the manifests says so. */
export interface TrafficProtocol {
  readonly name: 'http1' | 'h2c' | 'tls';
  /** Such as `appProtocol: https`. */
  readonly by: string;
}

/**
 * `appProtocol` values: Kubernetes' own (`ServicePort.appProtocol`, KEP-3726), IANA's, and those that service meshes and
 * gateways read.
 */
const byAppProtocol: Readonly<Record<string, TrafficProtocol['name']>> = {
  'kubernetes.io/h2c': 'h2c',
  h2c: 'h2c',
  http2: 'h2c',
  grpc: 'h2c',
  'kubernetes.io/wss': 'tls',
  https: 'tls',
  tls: 'tls',
};

/** Names of ports that say a protocol, alone or before a hyphen: the convention of service meshes. */
const byName = /^(?:(?<h2c>grpc(?!-web)|h2c|http2)|(?<tls>https|tls))(?:-|$)/;

/**
 * What the port that the load goes to speaks, by what the manifests say; undefined where they say nothing. Probes of that very
 * port are asked first, since a kubelet relies on them: names are often those of what stands before the pods.
 */
export function trafficProtocol(workload: Workload): TrafficProtocol | undefined {
  const { appProtocol, name = '' } = servicePort(workload) ?? {};
  const probed = probedBy(workload);
  if (probed.has('HTTPS')) return { name: 'tls', by: 'a probe asks it by HTTPS' };
  const stated = byAppProtocol[appProtocol?.toLowerCase() ?? ''];
  if (stated !== undefined) return { name: stated, by: `appProtocol: ${appProtocol}` };
  if (appProtocol != null || probed.has('HTTP')) return undefined;
  if (probed.has('gRPC')) return { name: 'h2c', by: 'a probe asks it by gRPC' };
  const { h2c, tls } = byName.exec(name)?.groups ?? {};
  if (h2c !== undefined) return { name: 'h2c', by: `its name is ${name}` };
  return tls === undefined ? undefined : { name: 'tls', by: `its name is ${name}` };
}

/** By what probes ask the pods' port. */
function probedBy(workload: Workload): ReadonlySet<'HTTP' | 'HTTPS' | 'gRPC'> {
  const port = trafficPort(workload);
  if (port === undefined) return new Set();
  const schemes = workload.template.spec.containers.flatMap((container) =>
    [container.readinessProbe, container.livenessProbe, container.startupProbe].flatMap((probe) => {
      const { httpGet, grpc } = probe ?? {};
      if (grpc && grpc.port === port) return ['gRPC' as const];
      if (!httpGet || resolvePort(httpGet.port, container) !== port) return [];
      return [httpGet.scheme === 'HTTPS' ? ('HTTPS' as const) : ('HTTP' as const)];
    }),
  );
  return new Set(schemes);
}
