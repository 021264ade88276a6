import { kill } from './kill.ts';
import { rollout } from './rollout.ts';
import { start } from './start.ts';
import type { Scenario } from './scenario.ts';

/** What is done to a service in a rehearsal. */
export type { Answer, LoadControl, Scenario, Stage } from './scenario.ts';

/** Every scenario, in the order in which they are run. */
export const scenarios: readonly Scenario[] = [start, rollout, kill];
