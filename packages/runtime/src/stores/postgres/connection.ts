import type { ConnectionOptions } from 'node:tls';
import type { Secret } from '../../config/index.ts';

// Without the driver's types: the runtime's own declarations name it, and most services have no `pg`.

/** Where a server is: a `postgres://` URL, or its parts where a URL does not say enough. */
export type PostgresConnection = string | Secret | PostgresServer;

/** A server by its parts, as the driver calls them. What is left out comes from libpq's variables (PGHOST, …). */
export interface PostgresServer {
  /** Name or address; or the folder of a Unix socket. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
  /** A function is asked at each connection, for passwords that expire. */
  readonly password?: string | (() => string | Promise<string>) | undefined;
  readonly ssl?: boolean | ConnectionOptions | undefined;
}
