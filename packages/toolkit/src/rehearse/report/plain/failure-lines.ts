import type { Evidence } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { lostRequests } from '../lost/index.ts';
import { visible } from '../../../visible.ts';

/** Below the name of the failure's pattern. */
const INDENT = ' '.repeat(15);

/**
 * How a failure is told in lines: what happened, cause and fix, what became of one of the requests that show it, and what its container
 * wrote last.
 */
export function failureLines(
  evidence: Evidence,
  verdicts: readonly Verdict[],
): (verdict: Verdict) => string[] {
  const examples = examplesOf(evidence, verdicts);
  return ({ expectation, what, cause, fix, requests: [first] = [], output = [] }) => {
    const line = (label: string, text: string | undefined) =>
      text === undefined ? [] : [`${INDENT}  ${label.padEnd(7)}${visible(text)}`];
    return [
      `${INDENT}✗ ${visible(`${expectation}: ${what}`)}`,
      ...line('cause:', cause),
      ...line('fix:', fix),
      ...line('lost:', first === undefined ? undefined : examples.get(first)),
      ...output.flatMap((text, place) => line(place === 0 ? 'log:' : '', `| ${text}`)),
    ];
  };
}

/** What became of the first request that each failure names, by its id: `GET / at 6.581 s, refused: nobody took the connection, …`. */
function examplesOf(evidence: Evidence, verdicts: readonly Verdict[]): ReadonlyMap<number, string> {
  const firsts = verdicts.filter(({ outcome, requests = [] }) => outcome === 'fail' && requests.length > 0);
  const alone = firsts.map((verdict) =>
    Object.assign({}, verdict, { requests: verdict.requests?.slice(0, 1) }),
  );
  const { kept } = lostRequests(evidence, alone, alone.length);
  return new Map(
    kept.map(({ request: { id, action, pod, dueAt }, sentence }) => {
      const at = ((dueAt - evidence.beganAt) / 1000).toFixed(3);
      return [id, `${action}${pod === undefined ? '' : ` to ${pod}`} at ${at} s, ${sentence}`];
    }),
  );
}
