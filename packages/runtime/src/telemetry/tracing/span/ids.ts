import { randomFillSync } from 'node:crypto';

/** 32 random lower-case hexadecimal digits, not all zero. */
export function randomTraceId(): string {
  for (;;) {
    const id = take(32);
    if (id !== '00000000000000000000000000000000') return id;
  }
}

/** 16 random lower-case hexadecimal digits, not all zero. */
export function randomSpanId(): string {
  for (;;) {
    const id = take(16);
    if (id !== '0000000000000000') return id;
  }
}

// One call for random bytes and one conversion serve some 80 traces: each costs more than all the rest of a span.
const bytes = Buffer.alloc(2048);
let pool = '';
let next = 0;

function take(digits: number): string {
  if (next + digits > pool.length) {
    pool = randomFillSync(bytes).toString('hex');
    next = 0;
  }
  next += digits;
  return pool.slice(next - digits, next);
}
