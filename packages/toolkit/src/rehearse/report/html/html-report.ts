import type { Evidence } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { pageData } from './data/index.ts';
import { afterData, beforeData } from './page.generated.ts';

/**
 * The rehearsal as one HTML file that asks no network: verdicts, a timeline of every pod, of requests and of resources, and for
 * each lost request the chain of events that lost it. Its size is bounded, however many requests there were.
 */
export function htmlReport(evidence: Evidence, verdicts: readonly Verdict[]): string {
  // Within a script element only `<` could end it; as a JSON escape it is no markup.
  const data = JSON.stringify(pageData(evidence, verdicts)).replaceAll('<', '\\u003c');
  return `${beforeData}${data}${afterData}`;
}
