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
  if (version >= 0xff) return undefined;
  if (text.length > LENGTH && (version === 0 || text.charCodeAt(LENGTH) !== DASH)) return undefined;
  const flags = hexByte(text, 53);
  if (flags >= NO_DIGIT || !isHexId(text, 3, 35) || !isHexId(text, 36, 52)) return undefined;
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

/** The values of digits by their character codes. Upper-case ones are invalid (section 3.2.1: HEXDIGLC). */
const NO_DIGIT = 0x100;
const digits = new Uint16Array(128).fill(NO_DIGIT);
for (let value = 0; value < 16; value += 1) digits[value.toString(16).charCodeAt(0)] = value;

/** {@link NO_DIGIT} and above where one is none. */
function hexByte(text: string, at: number): number {
  return (digit(text, at) << 4) | digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return digits[text.charCodeAt(at)] ?? NO_DIGIT;
}

/** Only hexadecimal digits, and not all zero. */
function isHexId(text: string, from: number, to: number): boolean {
  let bits = 0;
  for (let i = from; i < to; i += 1) bits |= digit(text, i);
  return bits > 0 && bits < NO_DIGIT;
}
