import type { PortContract } from '@seaworthy/contract';
import { lastingContainers } from '../../model/index.ts';
import type { Subject } from './subject.ts';

/** The number that the process listens on: its variable's value, else the contract's. Undefined where the value is elsewhere. */
export function listeningPort({ variables }: Subject, { port, env }: PortContract): number | undefined {
  const variable = env === undefined ? undefined : variables.byName.get(env);
  const text = variable?.value;
  if (variable !== undefined && text === undefined) return undefined;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : port;
}

/** Whether another container of the pod listens there, or may, as it lists no ports. */
export function mayBeSidecar({ pod, container }: Subject, target: string | number): boolean {
  const others = lastingContainers(pod).filter((it) => it !== container);
  const named = !/^\d+$/.test(String(target));
  const isTarget = ({ name, containerPort }: { name?: string; containerPort: number }) =>
    named ? name === target : containerPort === Number(target);
  if (container.ports?.some(isTarget)) return false;
  return others.some(({ ports = [] }) => ports.some(isTarget) || (!named && ports.length === 0));
}
