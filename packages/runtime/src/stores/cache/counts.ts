/** What a cache has done since its start. */
export class Counts {
  memoryHits = 0;
  redisHits = 0;
  /** Values given though no longer fresh. */
  stale = 0;
  misses = 0;
  /** Callers of `wrap` that shared another’s answer. */
  shared = 0;
  loads = 0;
  loadFailures = 0;
  /** Commands that the cache server failed. */
  errors = 0;
  /** Values larger than the cache takes. */
  oversized = 0;
}
