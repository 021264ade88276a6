import type { ClientRequest as NodeRequest, IncomingMessage } from 'node:http';
import { splitAuthority } from '../http-attributes.ts';
import { defaultPort, startCall, type ClientCall, type HttpClientOptions } from './http-client.ts';
import { subscribed } from './subscribed.ts';

interface NodeHttpMessage {
  readonly request: NodeRequest;
  readonly response?: IncomingMessage;
  readonly error?: unknown;
}

/**
 * Traces `node:http` and `node:https` clients by node's diagnostics channels. A request whose headers were given as an
 * array is sent without a trace context: node has written them before anyone can add one.
 */
export function traceNodeHttp(options: HttpClientOptions): Disposable {
  const calls = new WeakMap<NodeRequest, ClientCall>();
  return subscribed<NodeHttpMessage>({
    'http.client.request.created': ({ request }) => {
      const { method, protocol, host, path } = request;
      const authority = request.getHeader('host');
      const { port = defaultPort(protocol) } = splitAuthority(
        typeof authority === 'string' ? authority : host,
      );
      const setHeader = (name: string, value: string) => {
        if (!request.headersSent) request.setHeader(name, beside(request, name, value));
      };
      const outgoing = { method, protocol, host, port, path };
      const carries = options.traceHeaders.some((name) => request.hasHeader(name));
      const call = startCall(options, outgoing, carries ? undefined : setHeader);
      if (call === undefined) return;
      calls.set(request, call);
      if (request.hasHeader('upgrade')) endAtUpgrade(request, call);
    },
    // Published when the headers of the response are there; its body ends, or breaks off, with `close`.
    'http.client.response.finish': ({ request, response }) => {
      const call = calls.get(request);
      call?.responded(response?.statusCode ?? 0);
      response?.once('close', () => call?.end(breakOf(response)));
    },
    'http.client.request.error': ({ request, error }) => calls.get(request)?.end(error),
  });
}

/** Why a response broke off; undefined where it is whole, or its reader wanted no more and has ended the request. */
function breakOf(response: IncomingMessage): Error | undefined {
  // To end a request node dumps its response, and then tells that as an error too.
  const { errored, _dumped: isDumped = false } = response as IncomingMessage & { readonly _dumped?: boolean };
  return isDumped ? undefined : (errored ?? undefined);
}

/** Members of `baggage` that the caller has set stay (W3C Baggage §3.1: a list, which may be split over headers). */
function beside(request: NodeRequest, name: string, value: string): string {
  const before = name === 'baggage' ? request.getHeader(name) : undefined;
  return before === undefined ? value : [before, value].flat().join(',');
}

/** Of an answer that hands the connection over (a WebSocket's 101), node publishes nothing; the request closes with it. */
function endAtUpgrade(request: NodeRequest, call: ClientCall): void {
  request.once('close', () => {
    const { res } = request as { readonly res?: (IncomingMessage & { readonly upgrade?: boolean }) | null };
    if (res?.upgrade !== true) return;
    call.responded(res.statusCode ?? 0);
    call.end();
  });
}
