import { randomHex } from '../../../random-hex.ts';

/** 32 random lower-case hexadecimal digits, not all zero. */
export function randomTraceId(): string {
  return notZero(32);
}

/** 16 random lower-case hexadecimal digits, not all zero. */
export function randomSpanId(): string {
  return notZero(16);
}

const ZERO = '0'.charCodeAt(0);

function notZero(digits: number): string {
  for (;;) {
    const id = randomHex(digits);
    // To compare a part of a longer string, V8 leaves its compiled code: for one in sixteen ids that is enough.
    if (id.charCodeAt(0) !== ZERO || id !== '0'.repeat(digits)) return id;
  }
}
