import type { Expectation } from '../expectation.ts';
import { kill } from './kill.ts';
import { rollout } from './rollout.ts';
import { start } from './start.ts';

/** Everything that is expected of a service, by scenario. */
export const expectations: readonly Expectation[] = [...start, ...rollout, ...kill];
