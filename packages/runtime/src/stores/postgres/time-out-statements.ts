import type { Client, Pool } from 'pg';
import { afterArrivals } from '../../after-arrivals.ts';
import type { Clock } from '../../clock.ts';
import { watchStatements } from '../../telemetry/index.ts';
import { timeOutCursors, type AskingConnection } from './time-out-cursors.ts';

/** What of a client its types don't tell. */
interface Internals {
  readonly connectionParameters?: { query_timeout?: unknown };
  readonly connection?: AskingConnection & {
    readonly stream: AskingConnection['stream'] & { destroy(error: Error): void };
  };
}

/**
 * Watches that statements are answered within `query_timeout`, in place of pg, whose timer runs before sockets are read: after a
 * stall of the event loop every statement under way would have failed, with its answer there. A connection without an answer is
 * closed. Of a cursor each answer is watched. Call it before the pool's first connection.
 */
export function timeOutStatements(pool: Pool, clock: Clock): void {
  pool.on('connect', (client: Client & Internals) => {
    const { connectionParameters: parameters, connection } = client;
    const answerMs = Number(parameters?.query_timeout);
    if (parameters === undefined || connection === undefined || !(answerMs > 0)) return;
    parameters.query_timeout = 0;
    const { stream } = connection;
    // Whoever holds the client hears of it by the statement that fails.
    client.on('error', () => {});
    const giveUp = () => stream.destroy(new Error('Query read timeout'));
    const wait = () => afterArrivals(clock, answerMs, giveUp).clear;
    watchStatements(client, wait);
    timeOutCursors(client, connection, wait);
  });
}
