/**
 * How an exchange ended: `completed`; `aborted` by the client before the end of the response; `cut` by the server, at
 * the drain's deadline or for breaking a limit.
 */
export type Outcome = 'completed' | 'aborted' | 'cut';

/** One request and what became of it. */
export interface AccessEntry {
  readonly requestId: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** The route's pattern (`/users/:id`), where the framework told it. */
  readonly route: string | undefined;
  readonly status: number;
  /** From the end of the request's headers to the last byte of the response given to the kernel. */
  readonly durationMs: number;
  /** Bytes of the request's body. */
  readonly bytesIn: number;
  /** Bytes of the response: with its headers in HTTP/1.1, of the body in HTTP/2. */
  readonly bytesOut: number;
  /** Address of the peer of the connection: in a cluster usually the proxy's. */
  readonly remote: string;
  readonly userAgent: string | undefined;
  readonly outcome: Outcome;
}

/** Receives each request at its end. It must not throw and must not block. */
export type AccessListener = (entry: AccessEntry) => void;
