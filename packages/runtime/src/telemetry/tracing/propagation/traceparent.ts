import type { SpanContext } from '@opentelemetry/api';

/** Bits of the trace flags: sampled (Level 1), random trace id (Level 2). */
export const TraceFlag = { sampled: 0x01, random: 0x02 } as const;

/** `00-` + 32 digits + `-` + 16 digits + `-` + 2 digits. */
const LENGTH = 55;

/**
 * Reads a `traceparent` header (W3C Trace Context, section 3.2): undefined for whatever the specification calls invalid.
 * A higher version than 00 is read as far as it is known. No regular expression: this runs for every request.
 */
export function parseTraceparent(header: string): SpanContext | undefined {
  const text = header.length === LENGTH ? header : header.trim();
  if (text.length < LENGTH || !hasDashes(text)) return undefined;
  const version = hexByte(text, 0);
  // NaN for what is no hexadecimal digit.
  if (!(version < 0xff)) return undefined;
  if (text.length > LENGTH && (version === 0 || text.charCodeAt(LENGTH) !== DASH)) return undefined;
  const flags = hexByte(text, 53);
  if (Number.isNaN(flags) || !isHexId(text, 3, 35) || !isHexId(text, 36, 52)) return undefined;
  return {
    traceId: text.slice(3, 35),
    spanId: text.slice(36, 52),
    // Unknown bits are not passed on (section 3.2.2.5.2).
    traceFlags: flags & (TraceFlag.sampled | TraceFlag.random),
    isRemote: true,
  };
}

/** Writes a `traceparent` header of version 00. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & (TraceFlag.sampled | TraceFlag.random)}`;
}

const DASH = 0x2d;

function hasDashes(text: string): boolean {
  return text.charCodeAt(2) === DASH && text.charCodeAt(35) === DASH && text.charCodeAt(52) === DASH;
}

function hexByte(text: string, at: number): number {
  return hexDigit(text.charCodeAt(at)) * 16 + hexDigit(text.charCodeAt(at + 1));
}

/** Upper-case digits are invalid (section 3.2.1: HEXDIGLC). */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : Number.NaN;
}

/** Only hexadecimal digits, and not all zero. */
function isHexId(text: string, from: number, to: number): boolean {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += hexDigit(text.charCodeAt(i));
  return sum > 0;
}
