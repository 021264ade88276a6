import type { Container, Probe } from '../../../model/index.ts';
import type { HttpAnswer, PodSandbox } from '../../engines/index.ts';
import { followed, MAX_BODY_BYTES, MAX_REQUESTS, requestHeaders } from './http-request.ts';
import { httpUrl } from './http-url.ts';
import { unanswered, type Finding } from './finding.ts';

/**
 * An HTTP probe: a status of 200–399 passes. A redirect is followed on the same host only; one to elsewhere passes
 * (pkg/probe/http/http.go).
 *
 * @throws what the kubelet takes for a fault of the asking: no such port, a body that breaks off or does not end in time
 */
export async function probeHttp(
  action: NonNullable<Probe['httpGet']>,
  container: Container,
  { ip, network }: Pick<PodSandbox, 'ip' | 'network'>,
  signal: AbortSignal,
): Promise<Finding> {
  let url = httpUrl(action, container, ip);
  const headers = requestHeaders(action, 'probe');
  for (let requests = 0; requests < MAX_REQUESTS; requests++) {
    let answer: HttpAnswer;
    try {
      answer = await network.get({ url, headers }, signal);
    } catch (error) {
      return unanswered(error);
    }
    const next = followed(answer, url);
    if (next === 'elsewhere') return judge(answer, url);
    if (next === 'nowhere') return { outcome: 'failure', message: `a redirect to ${answer.location}` };
    url = next;
  }
  return { outcome: 'failure', message: `stopped after ${MAX_REQUESTS} redirects` };
}

async function judge({ status, readBody }: HttpAnswer, url: URL): Promise<Finding> {
  await readBody(MAX_BODY_BYTES);
  const message = `${url.pathname} answered ${status}`;
  return { outcome: status >= 200 && status < 400 ? 'success' : 'failure', message };
}
