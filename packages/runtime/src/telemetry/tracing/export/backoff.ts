/** The first wait, the factor and the longest wait of the OTLP exporters of OpenTelemetry's own SDKs. */
const FIRST_MS = 1000;
const FACTOR = 1.5;
const LONGEST_MS = 5000;
/** A collector that asks for more is asked again then: a wrong header must not end the export for good. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds to wait before attempt `attempt + 1`: what the collector asked for, else exponential with jitter over
 * half of it, so that the pods of a deployment do not come back all at once.
 *
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  const full = Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempt - 1));
  return full * (0.5 + random / 2);
}
