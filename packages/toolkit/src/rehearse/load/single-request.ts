import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fate } from '../requests.ts';
import { fateOfError } from './fate.ts';
import type { LoadPlan } from './plan.ts';
import type { Router, Target } from './router.ts';

/** One request apart from the load. */
export interface SingleRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A number: so many bytes that say nothing, which are in memory once, however many requests have them. */
  readonly body: string | number | undefined;
}

/** What came back of it; status 0: nothing. */
export interface SingleAnswer {
  readonly pod: string | undefined;
  readonly fate: Fate;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As long as the longest that was asked for. */
let filling = Buffer.alloc(0);

/** What a failure is for a proxy that may try again; any other fate is an error. */
const failures: Partial<Record<Fate, 'unconnected' | 'timeout'>> = {
  refused: 'unconnected',
  timeout: 'timeout',
};

const nothing = { status: 0, headers: {}, body: '' };

/** Sends one request through the proxy, on a connection of its own; a proxy may try it again. */
export async function sendSingle(
  request: SingleRequest,
  router: Router,
  plan: Pick<LoadPlan, 'timeoutMs' | 'authority'>,
): Promise<SingleAnswer> {
  for (let tries = 1; ; tries++) {
    const target = router.route(0);
    if (target === undefined) return { ...nothing, pod: undefined, fate: 'refused' };
    const answer = await exchange(request, target, plan);
    const { fate } = answer;
    if (fate === 'answered' || fate === 'status' || fate === 'ended' || answer.status > 0) return answer;
    const failure = failures[fate] ?? 'error';
    if (router.per === 'connection' || !router.again({ method: request.method, tries, failure }))
      return answer;
  }
}

async function exchange(
  { method, path, headers, body }: SingleRequest,
  { pod, host, port }: Target,
  { timeoutMs, authority }: Pick<LoadPlan, 'timeoutMs' | 'authority'>,
): Promise<SingleAnswer> {
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
      httpRequest(options, resolve)
        .once('error', reject)
        .end(typeof body === 'number' ? nothingIn(body) : body);
    });
    status = response.statusCode ?? 0;
    const received = await text(response);
    return {
      pod,
      fate: status >= 500 ? 'status' : 'answered',
      status,
      headers: flat(response),
      body: received,
    };
  } catch (error) {
    return { ...nothing, pod, status, fate: signal.aborted ? 'timeout' : fateOf(error) };
  }
}

function nothingIn(bytes: number): Buffer {
  if (filling.length < bytes) filling = Buffer.alloc(bytes, 'x');
  return filling.subarray(0, bytes);
}

function fateOf(error: unknown): Fate {
  // node:http's word for a FIN where an answer was due; a RST comes as `read ECONNRESET`.
  if (error instanceof Error && (error.message === 'socket hang up' || error.message === 'aborted'))
    return 'closed';
  return fateOfError(error instanceof Error ? error : undefined);
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
