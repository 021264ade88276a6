import type { Socket } from 'node:net';
import { splitAuthority } from '../http-attributes.ts';
import { Handshakes, type OpenedWebSocket } from './handshakes.ts';
import { defaultPort, startCall, type ClientCall, type HttpClientOptions } from './http-client.ts';
import { subscribed } from './subscribed.ts';

/** The request of undici's diagnostics channels (undici, docs/api/DiagnosticsChannel). */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  readonly headers: string | readonly unknown[];
  readonly upgrade?: string | boolean | null;
  readonly addHeader: (name: string, value: string) => void;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number };
  readonly error?: unknown;
}

interface UndiciSentMessage {
  readonly request: UndiciRequest;
  readonly socket: Socket;
}

/** Traces `fetch` and undici by their diagnostics channels: nothing is patched, so it works in one bundled file. */
export function traceUndici(options: HttpClientOptions): Disposable {
  const calls = new WeakMap<UndiciRequest, ClientCall>();
  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    'undici:request:create': ({ request }) => {
      if (request.method === 'CONNECT') return;
      const { protocol, host } = new URL(request.origin);
      const { host: name, port = defaultPort(protocol) } = splitAuthority(host);
      const { method, path } = request;
      const setHeader = hasOneOf(request.headers, options.traceHeaders)
        ? undefined
        : (header: string, value: string) => request.addHeader(header, value);
      const call = startCall(options, { method, protocol, host: name, port, path }, setHeader);
      if (call !== undefined) calls.set(request, call);
    },
    'undici:request:headers': ({ request, response }) =>
      calls.get(request)?.responded(response?.statusCode ?? 0),
    'undici:request:trailers': ({ request }) => calls.get(request)?.end(),
    'undici:request:error': ({ request, error }) => calls.get(request)?.end(error),
  };
  const handshakes = new Handshakes();
  const ofRequests = subscribed(listeners);
  const ofSent = subscribed<UndiciSentMessage>({
    'undici:client:sendHeaders': ({ request, socket }) => {
      const call = request.upgrade ? calls.get(request) : undefined;
      if (call !== undefined) handshakes.sent(socket, call);
    },
  });
  const ofWebSockets = subscribed<OpenedWebSocket>({
    'undici:websocket:open': (opened) => handshakes.opened(opened),
  });
  return {
    [Symbol.dispose]: () => {
      for (const each of [ofRequests, ofSent, ofWebSockets]) each[Symbol.dispose]();
    },
  };
}

/** Whether one of `names`, in lower case, is among the headers: lines, or names and values in turn. */
function hasOneOf(headers: UndiciRequest['headers'], names: readonly string[]): boolean {
  if (typeof headers === 'string')
    return headers.split('\r\n').some((line) => names.includes(line.split(':', 1)[0]?.toLowerCase() ?? ''));
  return headers.some((item, i) => i % 2 === 0 && names.includes(String(item).toLowerCase()));
}
