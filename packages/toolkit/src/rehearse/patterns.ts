/** The ten patterns by their numbers. */
export const patterns = {
  1: 'minimal image',
  2: 'memory under a limit',
  3: 'graceful shutdown',
  4: 'probes',
  5: 'configuration',
  6: 'structured logs',
  7: 'CPU under a quota',
  8: 'tracing',
  9: 'statelessness',
  10: 'init and migrations',
} as const;

/** The number of a pattern. */
export type PatternNumber = keyof typeof patterns;
