import type { Pool } from 'pg';

/** Told by the server, once it is done with a statement. */
const READY = 'readyForQuery';

/**
 * Lets the readers of cursors and `QueryStream`s of a connection that has broken know. pg-cursor tells its reader of an error, or that
 * it is closed, only when the server is ready for more, which one that is gone never is: a loop over the rows would not end, and its
 * client not go back to the pool. Call it before the pool's first connection.
 */
export function releaseCursors(pool: Pool): void {
  pool.on('connect', ({ connection }) => {
    connection.stream.once('close', () => {
      // They wait by `once`; pg itself listens for good.
      for (const waiting of connection.rawListeners(READY))
        if ('listener' in waiting) Reflect.apply(waiting, connection, []);
      const once = connection.once.bind(connection);
      connection.once = (event, listener) => {
        if (event !== READY) return once(event, listener);
        setImmediate(() => listener());
        return connection;
      };
    });
  });
}
