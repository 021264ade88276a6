import type { Clock } from '../../clock.ts';
import type { Fate, SingleAnswer } from '../../requests.ts';
import type { LoadPlan } from '../plan.ts';
import type { Routers, Target } from '../router.ts';
import { overH2c } from './over-h2c.ts';
import { overHttp1 } from './over-http1.ts';

/** One request apart from the load. */
export interface SingleRequest {
  readonly kind: 'http1' | 'h2c';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A number: so many bytes that say nothing, which are in memory once, however many requests have them. */
  readonly body: string | Uint8Array | number | undefined;
}

/** What it is sent with. */
export interface SingleContext {
  readonly plan: Pick<LoadPlan, 'timeoutMs' | 'authority'>;
  readonly clock: Clock;
}

/** What a failure is for a proxy that may try again; any other fate is an error. */
const failures: Partial<Record<Fate, 'unconnected' | 'timeout'>> = {
  refused: 'unconnected',
  timeout: 'timeout',
};

/** Sends one request through the proxy, on a connection of its own; a proxy may try it again. */
export async function sendSingle(
  request: SingleRequest,
  { routers, ...context }: SingleContext & { readonly routers: Routers },
): Promise<SingleAnswer> {
  const router = routers[request.kind];
  for (let tries = 1; ; tries++) {
    const target = router.route(0);
    if (target === undefined) return { pod: undefined, fate: 'refused', status: 0 };
    const answer = await sendTo(target, request, context);
    const { fate } = answer;
    if (fate === 'answered' || fate === 'status' || fate === 'ended' || answer.status > 0) return answer;
    const failure = failures[fate] ?? 'error';
    if (router.per === 'connection' || !router.again({ method: request.method, tries, failure }))
      return answer;
  }
}

function sendTo(target: Target, request: SingleRequest, context: SingleContext): Promise<SingleAnswer> {
  return request.kind === 'h2c' ? overH2c(target, request, context) : overHttp1(target, request, context);
}
