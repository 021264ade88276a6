/** The log for CI: plain text, one line an event, and the summary at the end. */
export { plainLimits } from './plain-limits.ts';
export { plainLine, plainOutput, type PlainOptions } from './plain-line.ts';
export { plainReport } from './plain-report.ts';
export { plainSummary } from './plain-summary.ts';
