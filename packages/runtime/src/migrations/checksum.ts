import { createHash } from 'node:crypto';

/**
 * Tells two texts apart: 16 hexadecimal digits of their SHA-256. Line endings and a byte-order mark do not count, since
 * a checkout on another system changes them.
 */
export function checksumOf(sql: string): string {
  const text = sql.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
