import { randomFillSync } from 'node:crypto';

// A call for random bytes costs some 10 µs and more, whatever their number: one serves hundreds of ids.
const bytes = Buffer.alloc(16_384);
let pool = '';
let next = 0;

/** Random lower-case hexadecimal digits, from the system's cryptographic generator: a slice of one long string. */
export function randomHex(digits: number): string {
  if (next + digits > pool.length) {
    pool = randomFillSync(bytes).toString('hex');
    next = 0;
  }
  next += digits;
  return pool.slice(next - digits, next);
}
