import type { Evidence } from '../../evidence.ts';
import { amount } from '../../figures.ts';
import { statusWords } from '../../statuses.ts';
import type { Verdict } from '../../verdict.ts';
import {
  countOutcomes,
  expectationResults,
  lossWords,
  summarize,
  type ExpectationResult,
  type PatternResult,
} from '../summary/index.ts';
import { element, type Xml } from './xml.ts';

/**
 * The verdicts as JUnit XML: a test suite for each pattern, a test case for each expectation; what was not shown is skipped. A
 * scenario's time is shared out among its expectations, so that the sums are right. Attributes and order of elements
 * suit both the schema of Ant's JUnit task and that of Jenkins' plugin, of which each leaves out some of the other.
 */
export function junitReport(evidence: Evidence, verdicts: readonly Verdict[]): string {
  const expectations = expectationResults(verdicts);
  const seconds = secondsOf(evidence, expectations);
  const summary = summarize(evidence, verdicts);
  const { sent, lost, statuses } = summary.requests;
  const load = {
    requests: amount(sent),
    lost: [amount(lost), lossWords(summary)].filter(Boolean).join(': '),
    answers: statusWords(statuses),
  };
  const suites = summary.patterns.map((result, id) => suite(result, id, { ...evidence, load }, seconds));
  const counts = countOutcomes(expectations);
  const root = element(
    'testsuites',
    {
      name: 'seaworthy rehearse',
      tests: expectations.length,
      failures: counts.fail,
      errors: 0,
      time: sum(expectations.map(seconds)).toFixed(3),
    },
    suites,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suite(
  { number, name, counts, verdicts }: PatternResult,
  id: number,
  {
    startedAt,
    conditions,
    workload,
    load,
  }: Evidence & { readonly load: Readonly<Record<'requests' | 'lost' | 'answers', string>> },
  seconds: (expectation: ExpectationResult) => number,
): Xml {
  const expectations = expectationResults(verdicts);
  const { seed, profile, proxy, engine, requestsPerSecond, roundTripMs } = conditions;
  const properties = Object.entries({
    seed,
    profile,
    proxy,
    engine,
    requestsPerSecond,
    roundTripMs,
    ...load,
  });
  return element(
    'testsuite',
    {
      name: `${number} ${name}`,
      package: workload.name,
      id,
      tests: expectations.length,
      failures: counts.fail,
      errors: 0,
      skipped: counts['not-shown'],
      time: sum(expectations.map(seconds)).toFixed(3),
      // ISO 8601 without a zone, in UTC.
      timestamp: new Date(startedAt).toISOString().slice(0, 19),
      hostname: 'localhost',
    },
    [
      element(
        'properties',
        {},
        properties.map(([key, value]) => element('property', { name: key, value: String(value) })),
      ),
      ...expectations.map((expectation) => testCase(expectation, workload.name, seconds(expectation))),
      element('system-out', {}),
      element('system-err', {}),
    ],
  );
}

function testCase(expectation: ExpectationResult, workload: string, seconds: number): Xml {
  const { name, scenario, outcome, verdicts } = expectation;
  // The causes alone, where some of an expectation holds.
  const telling = verdicts.filter((verdict) => verdict.outcome === outcome);
  const message = telling.map(({ what }) => what).join('; ');
  const type = telling.map(({ fault }) => fault ?? 'failure').join(', ');
  const children = {
    pass: [],
    fail: [element('failure', { message, type }, [], telling.map(withLog).join('\n\n'))],
    'not-shown': [element('skipped', { message: telling.map(inLines).join(' ').replaceAll('\n', ' ') })],
  };
  const attributes = { name, classname: `${workload}.${scenario}`, time: seconds.toFixed(3) };
  return element('testcase', attributes, children[outcome]);
}

function inLines({ what, cause, fix }: Verdict): string {
  return [what, cause && `Cause: ${cause}`, fix && `Fix: ${fix}`].filter(Boolean).join('\n');
}

function withLog(verdict: Verdict): string {
  const { output = [] } = verdict;
  return [inLines(verdict), ...(output.length > 0 ? ['Log:', ...output] : [])].join('\n');
}

function secondsOf(
  { scenarios }: Evidence,
  expectations: readonly ExpectationResult[],
): (expectation: ExpectationResult) => number {
  return ({ scenario }) => {
    const run = scenarios.find(({ name }) => name === scenario);
    if (run === undefined || run.skipped !== undefined) return 0;
    const sharing = expectations.filter((other) => other.scenario === scenario).length;
    return (run.endedAt - run.startedAt) / 1000 / sharing;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
