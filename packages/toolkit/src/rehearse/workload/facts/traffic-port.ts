import type { Workload } from '../workload.ts';

/** The port of the pods that the Service's first port leads to, the one called `http` before others; undefined without one. */
export function trafficPort(workload: Workload): number | undefined {
  const { initContainers = [], containers } = workload.template.spec;
  const target = trafficTarget(workload);
  if (target === undefined || typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  const named = [...initContainers, ...containers].flatMap(({ ports: own = [] }) => own);
  return named.find(({ name }) => name === target)?.containerPort;
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
