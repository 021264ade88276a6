import type { Expectation } from '../../expectation.ts';
import { comesBack } from './comes-back.ts';
import { othersCarryOn } from './others-carry-on.ts';

/** The main process of one pod dies by a fault of its own. */
export const crash: readonly Expectation[] = [
  { name: 'crash/comes-back', pattern: 4, judge: comesBack },
  { name: 'crash/others-carry-on', pattern: 9, judge: othersCarryOn },
];
