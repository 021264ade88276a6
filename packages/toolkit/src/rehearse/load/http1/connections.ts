import type { Http1Connection } from './connection.ts';

/** Where requests get their connections from. */
export interface Connections {
  /** How long to wait for a new connection, in milliseconds; undefined: as long as the request may take. */
  readonly connectTimeoutMs: number | undefined;
  /** A connection for one try of a request, until it is given back. Undefined: no endpoint is usable. */
  take(client: number, fresh: boolean): Http1Connection | undefined;
  /** The exchange is over. A connection that cannot carry another is closed. */
  give(connection: Http1Connection, reusable: boolean): void;
  /** Whether a request that failed is tried again; `unconnected`: nothing of it was sent. */
  again(method: string, tries: number, failure: 'unconnected' | 'error' | 'timeout'): boolean;
  /** Closes what has been idle for too long. */
  sweep(): void;
  close(): void;
}
