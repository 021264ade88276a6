import { AsyncResource } from 'node:async_hooks';
import { describeSql } from './sql.ts';
import { endDatabaseSpan, startDatabaseSpan } from './database-span.ts';

/** What is used of a `Client` of `pg`. */
export interface PgClient {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string | undefined;
  query(...args: never[]): unknown;
}

/** What is used of a `Pool` of `pg`. */
export interface PgPool {
  connect(...args: never[]): unknown;
  on(event: 'connect', listener: (client: never) => void): unknown;
}

type Method = (...args: unknown[]) => unknown;

/**
 * Traces the statements of a pool, by the database semantic conventions. Call it when the pool is made, before its
 * first connection. `pg` tells nothing on a diagnostics channel, so the methods of this one pool are wrapped: no module
 * is patched.
 *
 * @returns the pool
 */
export function tracePool<P extends PgPool>(pool: P): P {
  pool.on('connect', (client: PgClient) => void traceClient(client));
  const connect = pool.connect.bind(pool) as Method;
  // A waiter gets its connection when another request gives it back, and would continue within that one's trace.
  const traced: Method = (callback) =>
    typeof callback === 'function' ? connect(AsyncResource.bind(callback as Method)) : connect();
  return Object.assign(pool, { connect: traced });
}

/**
 * Traces the statements of one client; see {@link tracePool}.
 *
 * @returns the client
 */
export function traceClient<C extends PgClient>(client: C): C {
  return watchStatements(client, (text, parameterised) => {
    const span = startDatabaseSpan('postgresql', () => {
      const { operation, summary, text: shown } = describeSql(text, parameterised);
      const attributes = {
        'db.operation.name': operation,
        'db.query.summary': summary,
        'db.query.text': shown,
        'db.namespace': client.database,
        'server.address': client.host,
        'server.port': client.port,
      };
      return { name: summary, attributes };
    });
    return span && ((error) => endDatabaseSpan(span, error));
  });
}

/**
 * Has `begin` hear of each statement of a client, and what it returns of that statement's end. What submits itself
 * (cursors, streams) has no one end, and is not told.
 *
 * @returns the client
 */
export function watchStatements<C extends PgClient>(
  client: C,
  begin: (text: string, parameterised: boolean) => ((error?: unknown) => void) | undefined,
): C {
  const original = client.query.bind(client) as Method;
  const query: Method = (...args) => {
    const text = statementOf(args[0]);
    const end = text === undefined ? undefined : begin(text, hasValues(args));
    if (end === undefined) return original(...args);
    const last = args.length - 1;
    const callback = args[last];
    if (typeof callback === 'function')
      args[last] = AsyncResource.bind((error: unknown, result: unknown) => {
        end(error ?? undefined);
        (callback as Method)(error, result);
      });
    try {
      const result = original(...args);
      if (result instanceof Promise)
        result.then(
          () => end(),
          (error: unknown) => end(error),
        );
      return result;
    } catch (error) {
      end(error);
      throw error;
    }
  };
  return Object.assign(client, { query });
}

function statementOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null || 'submit' in query) return undefined;
  return 'text' in query && typeof query.text === 'string' ? query.text : undefined;
}

function hasValues([query, values]: readonly unknown[]): boolean {
  if (Array.isArray(values)) return true;
  return typeof query === 'object' && query !== null && 'values' in query && Array.isArray(query.values);
}
