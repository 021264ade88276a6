import type { Workload } from '../workload.ts';

/**
 * The port of the pods that the Service's first port leads to, the one called `http` before others; undefined without one. A
 * name is looked for among ports of the Service's protocol, in main containers first, then in sidecars (k8s.io/endpointslice
 * FindPort).
 */
export function trafficPort(workload: Workload): number | undefined {
  const { initContainers = [], containers } = workload.template.spec;
  const target = trafficTarget(workload);
  if (target === undefined || typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  const { protocol = 'TCP' } = servicePort(workload) ?? {};
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containers, ...sidecars]
    .flatMap(({ ports = [] }) => ports)
    .find((port) => port.name === target && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** The same as the Service states it: a number, or the name of a port of some container. */
export function trafficTarget(workload: Workload): number | string | undefined {
  const port = servicePort(workload);
  return port && (port.targetPort ?? port.port);
}

/** The Service's port that the load goes to. */
export function servicePort({ services }: Workload) {
  const ports = services[0]?.spec?.ports ?? [];
  return ports.find(({ name }) => name === 'http') ?? ports[0];
}
