import type { Container, Probe } from '../../../model/index.ts';
import { resolvePort } from './port.ts';

/**
 * Where an `httpGet` of a probe or a hook leads. An empty scheme or host is the default, as none is: HTTP, and the pod.
 *
 * @throws Error where the container has no port of that name
 */
export function httpUrl(
  { scheme, host, port, path = '/' }: NonNullable<Probe['httpGet']>,
  container: Container,
  ip: string,
): URL {
  const number = resolvePort(port, container);
  if (number === undefined) throw new Error(`the container has no port ${port}`);
  return new URL(path, `${(scheme || 'HTTP').toLowerCase()}://${host || ip}:${number}`);
}
