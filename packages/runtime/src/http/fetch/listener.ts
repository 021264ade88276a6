import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeRequest } from 'srvx/node';
import type { FetchHandler } from '../handler.ts';
import { authorityOf } from '../exchange/request-target.ts';
import { respond } from '../response/respond.ts';
import { sendResponse } from './send-response.ts';

// Host and target become a URL: only what can be part of one without changing its meaning (RFC 9110 §7.2).
const hostForm = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
/** It may be beyond 65535. */
const longPort = /:\d{5}$/;

/** Turns a handler of web requests into a request listener. srvx builds a full `Request` only when asked for it; its way of
 * sending a response tells nobody of a body that fails. */
export async function listenerOf({ fetch }: FetchHandler) {
  const srvx = await import('srvx/node');
  return (incoming: IncomingMessage, outgoing: ServerResponse): unknown => {
    if (!hasUrl(incoming)) {
      respond(outgoing, 400);
      return undefined;
    }
    return answer(srvx, fetch, incoming, outgoing);
  };
}

function hasUrl({ url = '', headers, httpVersion, method }: IncomingMessage): boolean {
  // `*` is the server itself (RFC 9112 §3.2.4), as which load balancers probe; its URL has the path `/*`.
  const isPath = url.startsWith('/') || (url === '*' && method === 'OPTIONS');
  const host = isPath ? (headers.host ?? headers[':authority']) : authorityOf(url);
  // HTTP/1.0 knows no Host: the address that the client has reached stands for it.
  if (host === undefined) return isPath && httpVersion === '1.0';
  if (typeof host !== 'string' || !hostForm.test(host)) return false;
  return !longPort.test(host) || URL.canParse(`http://${host}`);
}

interface Srvx {
  readonly NodeRequest: typeof NodeRequest;
}

async function answer(
  srvx: Srvx,
  fetch: FetchHandler['fetch'],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const request = new srvx.NodeRequest({ req: incoming, res: outgoing });
  await sendResponse(outgoing, await fetch(request, { incoming, outgoing }));
}
