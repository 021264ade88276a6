import type { Serving } from '../serving.ts';
import { watchSlowConnections } from './slow-connections.ts';
import { watchSlowStreams } from './slow-streams.ts';
import { watchStalledStreams } from './stalled-streams.ts';

/**
 * Looks for clients that send or take too slowly, `sinceMs` after the last look: at each connection, and of HTTP/2 at each request's
 * body and each response. Their limits are those of `HttpLimits`.
 */
export function watchSlowClients(serving: Serving, sinceMs: number): void {
  watchSlowConnections(serving, sinceMs);
  watchSlowStreams(serving, sinceMs);
  watchStalledStreams(serving, sinceMs);
}
