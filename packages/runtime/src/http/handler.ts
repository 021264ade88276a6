import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Takes over a connection that asks for another protocol (WebSocket), as node's `upgrade` event. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;

/** A request listener of node:http, or of any framework built on it. A rejected promise is answered with 500. */
export interface NodeHandler {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Without it, a request to upgrade is served as an ordinary one. */
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
  /** Without it, a request to upgrade is served as an ordinary one. */
  readonly upgrade?: UpgradeListener;
}

/** What answers requests. */
export type HttpHandler = NodeHandler | FetchHandler;
