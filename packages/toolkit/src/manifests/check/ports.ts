import type { PortContract } from '@seaworthy/contract';
import type { Subject } from './subject.ts';

/** The number that the process listens on: its variable's value, else the contract's. Undefined where the value is elsewhere. */
export function listeningPort({ variables }: Subject, { port, env }: PortContract): number | undefined {
  const variable = env === undefined ? undefined : variables.byName.get(env);
  const text = variable?.value;
  if (variable !== undefined && text === undefined) return undefined;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : port;
}

/** The number behind a port that is given by number or by the name of a container port. */
export function resolvePort({ container }: Subject, port: string | number): number | undefined {
  if (typeof port === 'number') return port;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find(({ name }) => name === port)?.containerPort;
}

/** Whether another container of the pod listens there, or may, as it lists no ports. */
export function mayBeSidecar({ pod, container }: Subject, target: string | number): boolean {
  const native = (pod.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const others = [...(pod.containers ?? []), ...native].filter((it) => it !== container);
  const named = !/^\d+$/.test(String(target));
  const isTarget = ({ name, containerPort }: { name?: string; containerPort: number }) =>
    named ? name === target : containerPort === Number(target);
  if (container.ports?.some(isTarget)) return false;
  return others.some(({ ports = [] }) => ports.some(isTarget) || (!named && ports.length === 0));
}
