/** Writes text of ASCII into `bytes` from index `at` on. @returns the index behind it */
export function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i += 1) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** The most characters of a number. */
export const NUMBER_SIZE = 32;

const ZERO = 0x30;
const POINT = 0x2e;

/**
 * Writes milliseconds to the microsecond, as a JSON number. From whole numbers: writing a fraction out takes V8 eight times
 * as long.
 *
 * @returns the index behind it
 */
export function putMilliseconds(bytes: Uint8Array, at: number, value: number): number {
  const micros = Math.round(value * 1000);
  return isShort(micros) ? putFraction(bytes, at, micros, 1000) : putAscii(bytes, at, numeral(value));
}

/** As {@link putMilliseconds}, the same milliseconds in seconds. */
export function putSeconds(bytes: Uint8Array, at: number, value: number): number {
  const micros = Math.round(value * 1000);
  return isShort(micros) ? putFraction(bytes, at, micros, 1e6) : putAscii(bytes, at, numeral(value / 1000));
}

/** As {@link putMilliseconds}, the same milliseconds in nanoseconds, without a fraction. */
export function putNanoseconds(bytes: Uint8Array, at: number, value: number): number {
  const micros = Math.round(value * 1000);
  if (!isShort(micros) || micros === 0) return putAscii(bytes, at, numeral(Math.round(value * 1e6)));
  return putAscii(bytes, putWhole(bytes, at, micros), '000');
}

/** Whether {@link putWhole} can write it: up to 35 minutes. */
function isShort(micros: number): boolean {
  return micros >= 0 && micros <= 0x7fff_ffff;
}

/** Writes `micros` in a unit of so many, a power of ten. */
function putFraction(bytes: Uint8Array, at: number, micros: number, unit: number): number {
  const whole = Math.floor(micros / unit);
  const point = putWhole(bytes, at, whole);
  // One more keeps the zeros in front; its own digit gives way to the point.
  const end = putWhole(bytes, point, micros - whole * unit + unit);
  bytes[point] = POINT;
  return end;
}

/** As JSON.stringify writes it: JSON has no NaN and no Infinity. */
export function numeral(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

/** @param value from 0 to 2^31 - 1 */
function putWhole(bytes: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (let bound = 10; value >= bound && bound < 1e10; bound *= 10) end += 1;
  let rest = value;
  for (let i = end - 1; i >= at; i -= 1) {
    const next = Math.floor(rest / 10);
    bytes[i] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}
