import type { Probe } from '../../../model/index.ts';
import type { HttpAnswer } from '../../engines/index.ts';

/** Of one `httpGet`: net/http of Go gives up at the tenth redirect, and has followed nine by then. */
export const MAX_REQUESTS = 10;

/** Of an answer, in bytes: more is not read (maxRespBodyLength). */
export const MAX_BODY_BYTES = 10 * 1024;

/**
 * What is sent besides what HTTP itself demands; a header of the manifest wins, an empty Accept sends none. The kubelet of
 * Kubernetes 1.36 names itself by its purpose (pkg/probe/http/request.go).
 */
export function requestHeaders(
  { httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  purpose: 'probe' | 'lifecycle',
): Record<string, string> {
  const own = Object.fromEntries(httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
  const { accept = '*/*', ...others } = own;
  return { 'user-agent': `kube-${purpose}/1.36`, ...others, ...(accept !== '' && { accept }) };
}

/**
 * Where a redirect leads, if it stays on the host; `nowhere`: to what is no address; `elsewhere`: not followed, or none (pkg/probe/http
 * RedirectChecker, for probes and hooks).
 */
export function followed({ status, location }: HttpAnswer, url: URL): URL | 'nowhere' | 'elsewhere' {
  if (![301, 302, 303, 307, 308].includes(status) || !location) return 'elsewhere';
  if (!URL.canParse(location, url.href)) return 'nowhere';
  const next = new URL(location, url);
  return next.hostname === url.hostname ? next : 'elsewhere';
}
