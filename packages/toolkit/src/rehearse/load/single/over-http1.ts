import { request as httpRequest, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Fate, SingleAnswer } from '../../requests.ts';
import { fateOfError } from '../fate.ts';
import type { Target } from '../router.ts';
import { contentOf } from './content.ts';
import type { SingleContext, SingleRequest } from './single-request.ts';

/** Sends a request over HTTP/1.1, once. */
export async function overHttp1(
  { pod, host, port }: Target,
  request: SingleRequest,
  { plan: { timeoutMs, authority } }: SingleContext,
): Promise<SingleAnswer> {
  const { method, path, headers } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  let status = 0;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        host,
        port,
        path,
        method,
        signal,
        agent: false,
        headers: { host: authority, ...headers },
      };
      httpRequest(options, resolve).once('error', reject).end(contentOf(request));
    });
    status = response.statusCode ?? 0;
    await finished(response.resume());
    return { pod, fate: status >= 500 ? 'status' : 'answered', status };
  } catch (error) {
    return { pod, status, fate: signal.aborted ? 'timeout' : fateOf(error) };
  }
}

function fateOf(error: unknown): Fate {
  // node:http's word for a FIN where an answer was due; a RST comes as `read ECONNRESET`.
  if (error instanceof Error && (error.message === 'socket hang up' || error.message === 'aborted'))
    return 'closed';
  return fateOfError(error instanceof Error ? error : undefined);
}
