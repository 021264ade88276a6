/** Random numbers that repeat under one seed. */
export interface Random {
  /** Uniform in [min, max). */
  uniform(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, undefined when there are none. */
  pick<T>(items: readonly T[]): T | undefined;
  /** The items in a random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream, so that one consumer's draws do not shift another's. */
  fork(): Random;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, ample for schedules and lags. */
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
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    shuffle: (items) =>
      items
        .map((item) => ({ item, order: next() }))
        .toSorted((a, b) => a.order - b.order)
        .map(({ item }) => item),
    fork: () => seededRandom(next() * 2 ** 32),
  };
}
