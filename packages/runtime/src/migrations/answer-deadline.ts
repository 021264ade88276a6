import { afterArrivals } from '../after-arrivals.ts';
import type { Clock } from '../clock.ts';
import type { MigrationClient } from './database.ts';

/** In milliseconds: ten times what the longest of them takes, that waits 3 s for a lock. */
const ANSWER_MS = 30_000;

/**
 * A client for the short statements that the runner itself asks: where one has no answer in time, `giveUp` is told why. Of a server that
 * vanished without a word before it acknowledged a statement, TCP tells only after a quarter of an hour. What a migration does may
 * take as long as it does: of that the connection itself notices that its server is gone.
 */
export function answeredInTime(
  client: MigrationClient,
  clock: Clock,
  giveUp: (reason: Error) => void,
): MigrationClient {
  return {
    async query(text, values) {
      const reason = new Error(`no answer within ${ANSWER_MS / 1000} s`);
      const deadline = afterArrivals(clock, ANSWER_MS, () => giveUp(reason));
      try {
        return await client.query(text, values);
      } finally {
        deadline.clear();
      }
    },
  };
}
