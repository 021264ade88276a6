import { defaultLimits, type HttpLimits, type ResolvedLimits } from './limits.ts';
import { checkRanges, type Range } from '../ranges.ts';

/**
 * Fills in what `HttpDefinition.limits` leaves out.
 *
 * @throws SeaworthyError SW_DEFINITION where one is out of its range
 */
export function resolveLimits(given: HttpLimits = {}): ResolvedLimits {
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  const limits: ResolvedLimits = { ...defaultLimits, ...Object.fromEntries(stated) };
  checkRanges(limits, ranges, 'defineService http.limits');
  return limits;
}

/** The longest that node's timers take. */
const longestMs = 2 ** 31 - 1;
/** The most that an HTTP/2 setting holds (RFC 9113 §6.5.1). */
const largestSetting = 2 ** 32 - 1;

const ranges: Readonly<Record<keyof HttpLimits, Range>> = {
  headersTimeoutMs: { from: 1, to: longestMs, whole: true },
  keepAliveTimeoutMs: { from: 1, to: longestMs },
  minBodyBytesPerSecond: { from: 0 },
  bodyGraceMs: { from: 0 },
  stallTimeoutMs: { from: 1 },
  maxHeaderBytes: { from: 1, to: largestSetting, whole: true },
  maxHeaders: { from: 1 },
  maxBodyBytes: { from: 0 },
  lingerTimeoutMs: { from: 0, to: longestMs },
  maxLingerBytes: { from: 0 },
  maxIdleConnections: { from: 1 },
  maxConcurrentStreams: { from: 1, to: largestSetting, whole: true },
};
