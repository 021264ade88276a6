import type { Random } from '../../form/index.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoints.ts';

/** `http1`: HTTP/1.1, `h2c`: HTTP/2 without TLS, `websocket`: an echo over long connections. */
export const clientKinds = ['http1', 'h2c', 'websocket'] as const;

export type ClientKind = (typeof clientKinds)[number];

/** How to get an answer. */
export interface Request {
  readonly path: string;
  /** A JSON body to POST slowly. Absent: GET. */
  readonly upload?: string | undefined;
  /** On a connection of its own, instead of one that is kept. WebSocket clients have no such requests. */
  readonly fresh: boolean;
}

/** Why and where a request was lost. */
export interface Loss {
  /** Such as `refused` or `reset`. */
  readonly cause: string;
  /** The endpoint of its connection; undefined when no endpoint was usable. */
  readonly endpoint: Endpoint | undefined;
  /** `fresh`: the connection was opened for this request; `reused`: it had served another before. */
  readonly connection: 'fresh' | 'reused';
}

/**
 * What became of a request. `crossed` is a WebSocket message that met the server's Close 1001 on the wire: RFC 6455
 * §5.5.1 forbids the server to answer after its Close, and the client knows from it that the message was not taken.
 */
export type Outcome = 'answered' | 'crossed' | Loss;

/** What a client works with. */
export interface ClientContext {
  /** Where a new connection goes: this client's node decides. */
  readonly route: () => Endpoint | undefined;
  readonly random: Random;
  readonly clock: Clock;
  /** After how many milliseconds it closes an idle kept connection. */
  readonly idleTimeoutMs: number;
  /** A loss apart from any request: a WebSocket that was idle and ended without 1001. */
  readonly lost: (loss: Loss) => void;
  /** The server ended a WebSocket with 1001. */
  readonly goingAway: (endpoint: Endpoint) => void;
}

/** One client process with its own pool of connections. */
export interface Client {
  send(request: Request): Promise<Outcome>;
  /** Closes its connections. */
  close(): void;
}

/** An answer later than this counts as lost. */
export const TIMEOUT_MS = 10_000;
