import { randomHex } from '../../../random-hex.ts';

/** 32 random lower-case hexadecimal digits, not all zero. */
export function randomTraceId(): string {
  for (;;) {
    const id = randomHex(32);
    if (id !== '00000000000000000000000000000000') return id;
  }
}

/** 16 random lower-case hexadecimal digits, not all zero. */
export function randomSpanId(): string {
  for (;;) {
    const id = randomHex(16);
    if (id !== '0000000000000000') return id;
  }
}
