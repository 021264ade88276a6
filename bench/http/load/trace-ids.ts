import { randomBytes } from 'node:crypto';

/** Digits of a trace id, a dash, digits of a span id (W3C Trace Context, section 3.2.2). */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

const digits = Buffer.from(randomBytes(32 * 1024).toString('hex'));

/**
 * Writes a trace id and a span id at `at`, with the dash between left as it is. They are cut from random digits at random
 * places: some repeat in part, and the load has time for more requests.
 *
 * @returns the position behind them
 */
export function writeIds(request: Buffer, at: number): number {
  const from = Math.floor(Math.random() * (digits.length - TRACE_DIGITS - SPAN_DIGITS));
  const spanAt = at + TRACE_DIGITS + '-'.length;
  digits.copy(request, at, from, from + TRACE_DIGITS);
  digits.copy(request, spanAt, from + TRACE_DIGITS, from + TRACE_DIGITS + SPAN_DIGITS);
  return spanAt + SPAN_DIGITS;
}
