import { backoff } from '../../../backoff.ts';

/** The first and the longest wait of the OTLP exporters of OpenTelemetry's own SDKs. */
const FIRST_MS = 1000;
const LONGEST_MS = 5000;
/** A collector that asks for more is asked again then: a wrong header must not end the export for good. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds to wait after attempt `attempt` (from 1) has failed: what the collector asked for, else exponential with
 * jitter, so that the pods of a deployment do not come back all at once.
 */
export function waitMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return backoff(attempt, FIRST_MS, LONGEST_MS, random);
}
