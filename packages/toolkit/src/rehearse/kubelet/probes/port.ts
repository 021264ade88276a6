import type { Container } from '../../../model/index.ts';

/** A port as a probe or a hook names it: a number, or the name of one of the container's. Undefined when there is none. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  const number = Number(port);
  if (Number.isInteger(number)) return number > 0 && number < 65_536 ? number : undefined;
  return container.ports?.find(({ name }) => name === port)?.containerPort;
}
