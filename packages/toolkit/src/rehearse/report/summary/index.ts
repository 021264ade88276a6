/** What every report says: patterns, counts and latencies. */
export { countWords } from './count-words.ts';
export { durationsOf } from './durations.ts';
export { LATE_LOAD, lagWords } from './lag-words.ts';
export { expectationResults, type ExpectationResult } from './expectation-results.ts';
export { countOutcomes, overallOutcome } from './outcomes.ts';
export { headline, type PatternResult } from './pattern-results.ts';
export { latencyWords } from './latency-words.ts';
export { LOSSES_ALLOWED, lossWords } from './loss-words.ts';
export { latencyOfRequest, type RequestTotals } from './request-totals.ts';
export { notShownReasons } from './not-shown.ts';
export { summarize, type Summary } from './summary.ts';
