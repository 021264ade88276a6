import type { PortContract } from '@seaworthy/contract';
import type { Subject } from './subject.ts';

/** The number that the process listens on: its variable's value, else the contract's. */
export function listeningPort({ variables }: Subject, { port, env }: PortContract): number {
  const text = env === undefined ? undefined : variables.byName.get(env)?.value;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : port;
}

/** The number behind a port that is given by number or by the name of a container port. */
export function resolvePort({ container }: Subject, port: string | number): number | undefined {
  if (typeof port === 'number') return port;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find(({ name }) => name === port)?.containerPort;
}
