import type { Session } from './session.ts';

/** Where requests get their sessions from. */
export interface Sessions {
  /** How long to wait for a new connection, in milliseconds; undefined: as long as its first request may take. */
  readonly connectTimeoutMs: number | undefined;
  /** A session for one try of a request, until it is given back. Undefined: no endpoint is usable. */
  take(client: number, fresh: boolean): Session | undefined;
  /** The request is over. */
  give(session: Session, fresh: boolean): void;
  /** Whether a request that failed is tried again; `unconnected`: nothing of it was sent. */
  again(method: string, tries: number, failure: 'unconnected' | 'error'): boolean;
  close(): void;
}
