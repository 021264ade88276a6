import type { Evidence } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { plainLine, type PlainOptions } from './plain-line.ts';
import { plainSummary } from './plain-summary.ts';

/** The whole log of a rehearsal: a line for each event, and the summary. Without colour codes unless asked for. */
export function plainReport(
  evidence: Evidence,
  verdicts: readonly Verdict[],
  options: PlainOptions = {},
): string {
  const lines = evidence.events
    .map((event) => plainLine(event, evidence.beganAt, options))
    .filter((line) => line !== undefined);
  return [...lines, '', plainSummary(evidence, verdicts, options)].join('\n');
}
