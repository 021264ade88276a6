import type { Workload } from '../workload.ts';

/** The port of the pods that the Service's first port leads to, the one called `http` before others; undefined without one. */
export function trafficPort({ services, template }: Workload): number | undefined {
  const ports = services[0]?.spec?.ports ?? [];
  const port = ports.find(({ name }) => name === 'http') ?? ports[0];
  if (port === undefined) return undefined;
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  const { initContainers = [], containers } = template.spec;
  const named = [...initContainers, ...containers].flatMap(({ ports: own = [] }) => own);
  return named.find(({ name }) => name === target)?.containerPort;
}
