import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Takes over a connection that asks for a WebSocket, as node's `upgrade` event. What it writes first is the answer to the
 * handshake, and ends that as a request: its status (101, or what it is refused with) is in the access log, the metrics and the
 * span, and limits hold for it until then. Where it fails before, the answer is 500. A request for any other protocol, with a
 * body, or behind others that are not answered yet is served as an ordinary one (RFC 9110 §7.8); on Node before 24.9 it comes here.
 */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

/** A request listener of node:http, or of any framework built on it. A rejected promise is answered with 500. */
export interface NodeHandler {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Without it, a request for a WebSocket is served as an ordinary one. */
  readonly upgrade?: UpgradeListener;
}

/** What a fetch handler is given besides the request, by hono's convention (`c.env.incoming`). */
export interface FetchBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** A handler of web requests: hono, h3, or any function. A rejected promise is answered with 500. */
export interface FetchHandler {
  readonly fetch: (request: Request, bindings: FetchBindings) => Response | Promise<Response>;
  /** Without it, a request for a WebSocket is served as an ordinary one. */
  readonly upgrade?: UpgradeListener;
}

/** What answers requests. */
export type HttpHandler = NodeHandler | FetchHandler;
