import type { RequestKind } from '../requests.ts';

/** What the load is made of, with every default filled in. It can be sent to another thread. */
export interface LoadPlan {
  /** Of the choices of step, client and connection. */
  readonly seed: number;
  /** Requests a second, over all actions. */
  readonly perSecond: number;
  /** The `Host` of every request. */
  readonly authority: string;
  /** How many clients there are, each with its own pool of kept connections. */
  readonly clients: number;
  /** Part of the HTTP requests that open a connection of their own, 0–1. */
  readonly freshPart: number;
  /** How long a packet takes from a client to a pod and back, in milliseconds; 0: both are on this machine. */
  readonly roundTripMs: number;
  /** A request without a whole answer this long after it was sent is lost. */
  readonly timeoutMs: number;
  /** After how long clients close an idle connection, dealt out to them in turn. */
  readonly idleTimeoutsMs: readonly number[];
  readonly actions: readonly LoadAction[];
}

/** One kind of request. */
export interface LoadAction {
  /** As records call it, such as `GET /products`. */
  readonly name: string;
  readonly kind: RequestKind;
  readonly method: string;
  /** With a leading slash. */
  readonly path: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** How often it is sent, relative to the other actions. */
  readonly weight: number;
  /** Of an upload: how long the sending takes. Of a WebSocket or an event stream: how long it is kept. */
  readonly overMs: number;
}

/**
 * After how long the usual clients close an idle connection: undici, which is Node's `fetch`, after 4 s
 * (`keepAliveTimeout`), Go's `http.DefaultTransport` after 90 s (`IdleConnTimeout`).
 */
export const usualIdleTimeoutsMs: readonly number[] = [4000, 90_000];
