import type { Expectation } from '../../expectation.ts';
import { livenessPasses } from './liveness-passes.ts';
import { noCrash } from './no-crash.ts';
import { notThrottled } from './not-throttled.ts';
import { probesInTime } from './probes-in-time.ts';

/** What the calm parts of the rehearsal showed, in which nothing was done to the pods on purpose. */
export const calm: readonly Expectation[] = [
  { name: 'start/probes-in-time', pattern: 4, isOfAll: true, judge: probesInTime },
  { name: 'start/liveness-passes', pattern: 4, isOfAll: true, judge: livenessPasses },
  { name: 'start/no-crash', pattern: 4, isOfAll: true, judge: noCrash },
  { name: 'start/not-throttled', pattern: 7, judge: notThrottled },
];
