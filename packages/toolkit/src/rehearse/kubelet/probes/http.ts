import type { Container, Probe } from '../../../model/index.ts';
import type { HttpAnswer, PodSandbox } from '../../engines/index.ts';
import { resolvePort } from './port.ts';
import { unanswered, type Finding } from './finding.ts';

/** How the kubelet of Kubernetes 1.36 names itself (pkg/probe/http/request.go). */
const USER_AGENT = 'kube-probe/1.36';

/** net/http of Go gives up at the tenth redirect. */
const MAX_REDIRECTS = 10;
const MAX_BODY_BYTES = 10 * 1024;

/**
 * An HTTP probe: a status of 200–399 passes. A redirect is followed on the same host only; one to elsewhere passes
 * (pkg/probe/http/http.go).
 *
 * @throws what the kubelet takes for a fault of the asking: no such port, a body that breaks off
 */
export async function probeHttp(
  action: NonNullable<Probe['httpGet']>,
  container: Container,
  { ip, network }: Pick<PodSandbox, 'ip' | 'network'>,
  signal: AbortSignal,
): Promise<Finding> {
  const port = resolvePort(action.port, container);
  if (port === undefined) throw new Error(`the container has no port ${action.port}`);
  let url = new URL(
    action.path ?? '/',
    `${(action.scheme ?? 'HTTP').toLowerCase()}://${action.host ?? ip}:${port}`,
  );
  const headers = headersOf(action);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    let answer: HttpAnswer;
    try {
      answer = await network.get({ url, headers }, signal);
    } catch (error) {
      return unanswered(error);
    }
    const next = followed(answer, url);
    if (next === undefined) return judge(answer, url);
    url = next;
  }
  return { outcome: 'failure', message: `stopped after ${MAX_REDIRECTS} redirects` };
}

/** What is sent besides what HTTP itself demands; a header of the manifest wins, an empty Accept sends none. */
function headersOf({ httpHeaders = [] }: NonNullable<Probe['httpGet']>): Record<string, string> {
  const own = Object.fromEntries(httpHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
  const { accept = '*/*', ...others } = own;
  return { 'user-agent': USER_AGENT, ...others, ...(accept !== '' && { accept }) };
}

/** Where a redirect leads, if it stays on the host. */
function followed({ status, location }: HttpAnswer, url: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const next = new URL(location, url);
  return next.hostname === url.hostname ? next : undefined;
}

async function judge({ status, readBody }: HttpAnswer, url: URL): Promise<Finding> {
  await readBody(MAX_BODY_BYTES);
  const message = `${url.pathname} answered ${status}`;
  return { outcome: status >= 200 && status < 400 ? 'success' : 'failure', message };
}
