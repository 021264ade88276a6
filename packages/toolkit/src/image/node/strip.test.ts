import { expect, test } from 'vitest';
import { strip } from './strip.ts';

/** An ELF header with one segment from 0 to `loaded`, and `rest` bytes of sections behind it. */
function elf(loaded: number, rest: number): Buffer {
  const bytes = Buffer.alloc(loaded + rest, 0xaa);
  bytes.write('\u007fELF', 0, 'latin1');
  bytes[4] = 2;
  bytes[5] = 1;
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeBigUInt64LE(BigInt(loaded), 40);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeBigUInt64LE(0n, 64 + 8);
  bytes.writeBigUInt64LE(BigInt(loaded), 64 + 32);
  return bytes;
}

test('what lies behind the last segment goes, and the table that told of it', () => {
  const stripped = strip(elf(4096, 1000));
  expect(stripped.length).toBe(4096);
  expect(stripped.readBigUInt64LE(40)).toBe(0n);
  expect(stripped.subarray(58, 64).every((byte) => byte === 0)).toBe(true);
});

test.each([
  ['a script', Buffer.from('#!/bin/sh\n'.repeat(20))],
  ['a 32-bit program', Buffer.concat([elf(200, 0)]).fill(1, 4, 5)],
])('%s is refused', (_, bytes) => {
  expect(() => strip(bytes)).toThrow(expect.objectContaining({ code: 'SW_NODE_INVALID' }));
});
