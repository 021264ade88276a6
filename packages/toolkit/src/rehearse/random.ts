/** Random numbers that repeat under one seed, so that a rehearsal does. */
export interface Random {
  /** Uniform in [min, max). */
  uniform(min: number, max: number): number;
  /** One of the items, each with the same probability; undefined when there are none. */
  pick<T>(items: readonly T[]): T | undefined;
  /** An independent stream, so that what one consumer draws does not shift another's. */
  fork(): Random;
}

/** Bounds of a uniformly distributed time, in milliseconds. */
export type Range = readonly [min: number, max: number];

/** Random numbers from a seed: Mulberry32, whose 32 bits of state are ample for delays and choices. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform: (min, max) => min + next() * (max - min),
    pick: (items) => items[Math.floor(next() * items.length)],
    fork: () => seededRandom(next() * 2 ** 32),
  };
}
