import type { Container } from '../../../model/index.ts';

/** A port as a probe names it: a number, or the name of one of the container's. NaN where it has none of that name. */
export function portNumber(port: number | string, { ports = [] }: Container): number {
  return ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
}
