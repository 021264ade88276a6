import type { PortContract } from '@seaworthy/contract';
import { containersOf, lastingContainers, ofKind, resolvePort, servicePicks } from '../../model/index.ts';
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

/** The pods' ports by the numbers that their Services offer them under, where that is another one, to which none of them leads. */
export function servedPorts(subject: Subject): ReadonlyMap<number, number> {
  const services = ofKind(subject.objects, 'Service').filter(({ spec }) =>
    servicePicks(spec?.selector, subject.podLabels),
  );
  const served = services
    .flatMap(({ spec }) => spec?.ports ?? [])
    .flatMap(({ port, targetPort = port, protocol = 'TCP' }) => {
      const target = resolvePort(targetPort, subject.container);
      return protocol !== 'TCP' || target === undefined ? [] : [[port, target] as const];
    });
  const targets = new Set(served.map(([, target]) => target));
  return new Map(served.filter(([port]) => !targets.has(port)));
}

/** Whether the process, or a container of the pod that lists it, may listen there; what starts the process may tell it so. */
export function mayListen(subject: Subject, number: number): boolean {
  const listed = containersOf(subject.pod).flatMap(({ ports = [] }) =>
    ports.map(({ containerPort }) => containerPort),
  );
  const listening = subject.contract.ports.map((port) => listeningPort(subject, port));
  const { command = [], args = [] } = subject.container;
  const values = subject.variables.all.map(({ value }) => value ?? '');
  const told = new RegExp(`(?<!\\d)${number}(?!\\d)`);
  return (
    [...listed, ...listening].some((it) => it === undefined || it === number) ||
    [...command, ...args, ...values].some((text) => told.test(text))
  );
}
