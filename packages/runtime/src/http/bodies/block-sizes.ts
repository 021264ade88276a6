/** Blocks of this many bytes and more are kept, smaller ones are the allocator's: it reuses them by itself. */
export const MIN_BLOCK_BYTES = 64 * 2 ** 10;
/** Blocks of this many bytes and less are kept. */
export const MAX_BLOCK_BYTES = 8 * 2 ** 20;
const STEPS_A_DOUBLING = 4;

/** The bytes of a block that holds `bytes`: the next of four sizes a doubling, so that at most a fifth of it is left over. */
export function blockSizeFor(bytes: number): number {
  if (bytes < MIN_BLOCK_BYTES || bytes > MAX_BLOCK_BYTES) return Math.max(1, bytes);
  const doubling = 2 ** Math.floor(Math.log2(bytes));
  const step = doubling / STEPS_A_DOUBLING;
  return Math.ceil(bytes / step) * step;
}
