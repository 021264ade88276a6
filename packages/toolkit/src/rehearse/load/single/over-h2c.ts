import type { SingleAnswer } from '../../requests.ts';
import { exchange, Session } from '../h2c/index.ts';
import type { Target } from '../router.ts';
import { contentOf } from './content.ts';
import type { SingleContext, SingleRequest } from './single-request.ts';

/** Sends a request over HTTP/2 with prior knowledge, once. */
export async function overH2c(
  target: Target,
  request: SingleRequest,
  { plan: { timeoutMs, authority }, clock }: SingleContext,
): Promise<SingleAnswer> {
  const session = new Session(target, 0, { clock, plan: { roundTripMs: 0 } });
  const { fate, status } = await exchange(
    session,
    { ...request, body: contentOf(request) },
    { clock, authority, timeoutMs },
  );
  session.http2.close();
  return {
    pod: target.pod,
    // A server that says GOAWAY before it has read anything.
    fate: fate === 'unsent' ? 'closed' : fate,
    status,
  };
}
