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
export function trafficTarget({ services }: Workload): number | string | undefined {
  const ports = services[0]?.spec?.ports ?? [];
  const port = ports.find(({ name }) => name === 'http') ?? ports[0];
  return port && (port.targetPort ?? port.port);
}
