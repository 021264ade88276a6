import { styleText } from 'node:util';
import type { Conditions, Evidence } from '../../evidence.ts';
import { amount, count, lostShare } from '../../figures.ts';
import { statusWords } from '../../statuses.ts';
import type { Outcome, Verdict } from '../../verdict.ts';
import {
  countWords,
  headline,
  LATE_LOAD,
  lagWords,
  latencyWords,
  LOSSES_ALLOWED,
  lossWords,
  notShownReasons,
  summarize,
  type PatternResult,
  type RequestTotals,
} from '../summary/index.ts';
import { formatDuration } from '../words/index.ts';
import { visible } from '../../../visible.ts';
import { failureLines } from './failure-lines.ts';
import { plainLimits } from './plain-limits.ts';
import { wrapLines } from './wrap-lines.ts';

type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

const words: Readonly<Record<Outcome, { readonly word: string; readonly colour: Colour }>> = {
  pass: { word: 'pass', colour: 'green' },
  fail: { word: 'FAIL', colour: 'red' },
  'not-shown': { word: 'not shown', colour: 'yellow' },
};

/**
 * What stands at the end of the log: the requests, what could not be shown, each pattern, and each failure with cause and fix. These
 * come last: the end is what a terminal shows.
 *
 * @param options.colour with ANSI colours. Default: false
 * @param options.columns how wide the terminal is, in characters, at which lines are broken between words. Default: they are not broken
 */
export function plainSummary(
  evidence: Evidence,
  verdicts: readonly Verdict[],
  { colour = false, columns }: { readonly colour?: boolean; readonly columns?: number | undefined } = {},
): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const summary = summarize(evidence, verdicts);
  const { patterns, requests } = summary;
  const losses = lossWords(summary);
  const linesOf = failureLines(evidence, verdicts);
  const { conditions, workload, durationMs } = evidence;
  const lines = [
    paint('bold', `${workload.kind} ${visible(workload.name)}, ${count(workload.replicas, 'replica')}`),
    requestsLine(requests),
    ...(losses === '' ? [] : [`Lost: ${losses}. ${LOSSES_ALLOWED}`]),
    ...lagLines(requests),
    ...plainLimits({
      notEmulated: conditions.notEmulated,
      unsupported: workload.unsupported,
      notShown: notShownReasons(verdicts),
    }),
    '',
    ...patterns.flatMap((result) => patternLines(result, linesOf, paint)),
    '',
    paint('bold', headline(patterns)),
    ...excusedLines(verdicts),
    `${formatDuration(durationMs)}, seed ${conditions.seed}, ${visible(conditions.engine)}, ${visible(conditions.proxy)}, propagation ${visible(conditions.profile)}, ${amount(conditions.requestsPerSecond)} requests/s${distanceWords(conditions)}${portWords(workload)}`,
  ];
  const text = `${lines.join('\n')}\n`;
  return columns === undefined ? text : wrapLines(text, columns);
}

/** How far the clients were from the pods, where they were. */
function distanceWords({ roundTripMs }: Conditions): string {
  return roundTripMs === 0 ? '' : ` from ${roundTripMs} ms away`;
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

function patternLines(
  { number, name, outcome, counts, verdicts }: PatternResult,
  linesOf: (failure: Verdict) => string[],
  paint: Paint,
): string[] {
  const { word, colour } = words[outcome];
  const came = countWords(counts);
  return [
    `${paint(colour, word.padEnd(9))}  ${String(number).padStart(2)}  ${name}${came === '' ? '' : `  (${came})`}`,
    ...verdicts.filter((verdict) => verdict.outcome === 'fail').flatMap(linesOf),
  ];
}

function requestsLine(requests: RequestTotals): string {
  const { sent, lost, fates, statuses } = requests;
  const lostBy = (['status', 'refused', 'reset', 'closed', 'timeout'] as const)
    .filter((fate) => fates[fate] > 0)
    .map((fate) => `${amount(fates[fate])} ${fate}`);
  const how = lost === 0 ? '' : ` (${lostShare(lost, sent)}): ${lostBy.join(', ')}`;
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
