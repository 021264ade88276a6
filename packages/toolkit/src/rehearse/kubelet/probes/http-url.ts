import { resolvePort, type Container, type Probe } from '../../../model/index.ts';

/** Scheme and authority, path, query. More than two slashes at the beginning are a path (net/url of Go). */
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:(?=\/\/))?(?:\/\/(?!\/)[^/?#]*)?([^?#]*)(\?[^#]*)?/i;

/**
 * Where an `httpGet` of a probe or a hook leads. An empty scheme or host is the default, as none is: HTTP, and the pod. A path
 * that is read as an address leads nowhere else: its own scheme and host are passed over (pkg/probe/http formatURL).
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
  const url = new URL(`${scheme || 'HTTP'}://${host || ip}:${number}`);
  const [, pathname = '', search = ''] = ADDRESS.exec(path) ?? [];
  url.pathname = pathname;
  url.search = search;
  return url;
}
