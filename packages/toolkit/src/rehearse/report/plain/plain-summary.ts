import { styleText } from 'node:util';
import type { Evidence } from '../../evidence.ts';
import { amount, count, perMillion } from '../../figures.ts';
import { statusWords } from '../../statuses.ts';
import type { Outcome, Verdict } from '../../verdict.ts';
import {
  headline,
  LATE_LOAD,
  lagWords,
  latencyWords,
  lossWords,
  summarize,
  type PatternResult,
  type RequestTotals,
} from '../summary/index.ts';
import { formatDuration } from '../words/index.ts';
import { visible } from '../../../visible.ts';
import { plainLimits } from './plain-limits.ts';

/** Why scenarios in which requests were lost may have passed. */
const NO_FAILURES =
  'What is lost to what was done on purpose, to an outage, or by 503 with Retry-After under load, is no failure.';

type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

const words: Readonly<Record<Outcome, { readonly word: string; readonly colour: Colour }>> = {
  pass: { word: 'pass', colour: 'green' },
  fail: { word: 'FAIL', colour: 'red' },
  'not-shown': { word: 'not shown', colour: 'yellow' },
};

/**
 * What stands at the end of the log: each pattern, each failure with cause and fix, what could not be shown, the requests.
 *
 * @param options.colour with ANSI colours. Default: false
 */
export function plainSummary(
  evidence: Evidence,
  verdicts: readonly Verdict[],
  { colour = false }: { readonly colour?: boolean } = {},
): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const summary = summarize(evidence, verdicts);
  const { patterns, requests } = summary;
  const losses = lossWords(summary);
  const { conditions, workload, durationMs } = evidence;
  const lines = [
    paint('bold', `${workload.kind} ${visible(workload.name)}, ${count(workload.replicas, 'replica')}`),
    ...patterns.flatMap((result) => patternLines(result, paint)),
    '',
    requestsLine(requests),
    ...(losses === '' ? [] : [`Lost: ${losses}. ${NO_FAILURES}`]),
    ...lagLines(requests),
    ...plainLimits({ notEmulated: conditions.notEmulated, unsupported: workload.unsupported }),
    '',
    paint('bold', headline(patterns)),
    ...excusedLines(verdicts),
    `${formatDuration(durationMs)}, seed ${conditions.seed}, ${visible(conditions.engine)}, ${visible(conditions.proxy)}, propagation ${visible(conditions.profile)}, ${amount(conditions.requestsPerSecond)} requests/s${portWords(workload)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How much may have failed in truth. */
function excusedLines(verdicts: readonly Verdict[]): string[] {
  const excused = verdicts.filter(({ isExcused }) => isExcused).length;
  return excused === 0
    ? []
    : [`${count(excused, 'failure')} excused, for the rehearsal itself stood still: run it again`];
}

/** Which port the load went to, where there is a choice. */
function portWords({ servicePorts }: Evidence['workload']): string {
  return servicePorts === undefined || servicePorts.others.length === 0
    ? ''
    : ` to port ${visible(servicePorts.asked)}`;
}

type Paint = (style: Colour, text: string) => string;

function patternLines({ number, name, outcome, counts, verdicts }: PatternResult, paint: Paint): string[] {
  const { word, colour } = words[outcome];
  const all = counts.pass + counts.fail + counts['not-shown'];
  const held = all === 0 ? '' : `  (${counts.pass} of ${all} expectations hold)`;
  return [
    `${paint(colour, word.padEnd(9))}  ${String(number).padStart(2)}  ${name}${held}`,
    ...verdicts.filter((verdict) => verdict.outcome !== 'pass').flatMap((verdict) => verdictLines(verdict)),
  ];
}

function verdictLines({ expectation, outcome, what, cause, fix }: Verdict): string[] {
  const indent = ' '.repeat(15);
  return [
    `${indent}${outcome === 'fail' ? '✗' : '·'} ${visible(`${expectation}: ${what}`)}`,
    ...(cause === undefined ? [] : [`${indent}  cause: ${visible(cause)}`]),
    ...(fix === undefined ? [] : [`${indent}  fix:   ${visible(fix)}`]),
  ];
}

function requestsLine(requests: RequestTotals): string {
  const { sent, lost, fates, statuses } = requests;
  const lostBy = (['status', 'refused', 'reset', 'closed', 'timeout'] as const)
    .filter((fate) => fates[fate] > 0)
    .map((fate) => `${amount(fates[fate])} ${fate}`);
  const how = lost === 0 ? '' : ` (${perMillion(lost, sent)}): ${lostBy.join(', ')}`;
  const answers = statusWords(statuses);
  const times = latencyWords(requests);
  return `${count(sent, 'request')}, ${amount(lost)} lost${how}${answers === '' ? '' : `; ${answers}`}${times === undefined ? '' : `; ${times}`}`;
}

/** How late the load was, and what that means for the latencies. */
function lagLines({ lag, lateLoad }: RequestTotals): string[] {
  const words = lagWords(lag);
  if (words === undefined) return [];
  return [`The load itself was late by ${words}.${lateLoad ? ` ${LATE_LOAD}` : ''}`];
}
