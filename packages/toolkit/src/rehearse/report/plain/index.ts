/** The log for CI: plain text, one line an event, and the summary at the end. */
export { plainLimits } from './plain-limits.ts';
export { plainLine, plainOutput } from './plain-line.ts';
export { plainSummary } from './plain-summary.ts';
export { wrapLines } from './wrap-lines.ts';
