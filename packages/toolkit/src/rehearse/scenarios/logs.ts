import type { Scenario } from './scenario.ts';

/** All lines of the rehearsal. It has no act of its own: the others have made every container write and end. */
export const logs: Scenario = {
  name: 'logs',
  title: 'every line of the rehearsal parses, and none is lost at an exit',
  patterns: [6],
  unsuitable: () => undefined,
  run: () => Promise.resolve(),
};
