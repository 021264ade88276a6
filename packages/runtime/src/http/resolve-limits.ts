import { SeaworthyError } from '../errors.ts';
import { defaultLimits, type HttpLimits, type ResolvedLimits } from './limits.ts';

/**
 * Fills in what `HttpDefinition.limits` leaves out.
 *
 * @throws SeaworthyError SW_DEFINITION where one is out of its range
 */
export function resolveLimits(given: HttpLimits = {}): ResolvedLimits {
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  const limits: ResolvedLimits = { ...defaultLimits, ...Object.fromEntries(stated) };
  for (const name of Object.keys(ranges) as (keyof HttpLimits)[]) {
    const { from, to = Infinity, whole = false } = ranges[name];
    const value = limits[name];
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) continue;
    const numbers = whole ? 'whole numbers' : 'numbers';
    const range = to === Infinity ? `${numbers} from ${from}` : `${numbers} from ${from} to ${to}`;
    throw new SeaworthyError('SW_DEFINITION', {
      what: `\`${name}\` is ${value}; it takes ${range}`,
      where: 'defineService http.limits',
    });
  }
  return limits;
}

interface Range {
  readonly from: number;
  /** Default: any, `Infinity` too. */
  readonly to?: number;
  /** Where node takes no other. */
  readonly whole?: boolean;
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
