import type { Evidence } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { countOutcomes, patternResults, type PatternResult } from '../summary/index.ts';
import { element, type Xml } from './xml.ts';

/**
 * The verdicts as JUnit XML: a test suite for each pattern, a test case for each expectation; what was not shown is skipped. A
 * scenario's time is shared out among its expectations, so that the sums are right. Attributes and order of elements
 * suit both the schema of Ant's JUnit task and that of Jenkins' plugin, of which each leaves out some of the other.
 */
export function junitReport(evidence: Evidence, verdicts: readonly Verdict[]): string {
  const seconds = secondsOfVerdicts(evidence, verdicts);
  const suites = patternResults(verdicts).map((result, id) => suite(result, id, evidence, seconds));
  const counts = countOutcomes(verdicts);
  const root = element(
    'testsuites',
    {
      name: 'seaworthy rehearse',
      tests: verdicts.length,
      failures: counts.fail,
      errors: 0,
      time: sum(verdicts.map(seconds)).toFixed(3),
    },
    suites,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suite(
  { number, name, verdicts }: PatternResult,
  id: number,
  { startedAt, conditions, workload }: Evidence,
  seconds: (verdict: Verdict) => number,
): Xml {
  const { fail, 'not-shown': notShown } = countOutcomes(verdicts);
  const { seed, profile, proxy, engine, requestsPerSecond } = conditions;
  const properties = Object.entries({ seed, profile, proxy, engine, requestsPerSecond });
  return element(
    'testsuite',
    {
      name: `${number} ${name}`,
      package: workload.name,
      id,
      tests: verdicts.length,
      failures: fail,
      errors: 0,
      skipped: notShown,
      time: sum(verdicts.map(seconds)).toFixed(3),
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
      ...verdicts.map((verdict) => testCase(verdict, workload.name, seconds(verdict))),
      element('system-out', {}),
      element('system-err', {}),
    ],
  );
}

function testCase(verdict: Verdict, workload: string, seconds: number): Xml {
  const { expectation, scenario, outcome, what, cause, fix, fault } = verdict;
  const text = [what, cause && `Cause: ${cause}`, fix && `Fix: ${fix}`].filter(Boolean).join('\n');
  const children = {
    pass: [],
    fail: [element('failure', { message: what, type: fault ?? 'failure' }, [], text)],
    'not-shown': [element('skipped', { message: what })],
  };
  const attributes = { name: expectation, classname: `${workload}.${scenario}`, time: seconds.toFixed(3) };
  return element('testcase', attributes, children[outcome]);
}

function secondsOfVerdicts(
  { scenarios }: Evidence,
  verdicts: readonly Verdict[],
): (verdict: Verdict) => number {
  return ({ scenario }) => {
    const run = scenarios.find(({ name }) => name === scenario);
    if (run === undefined || run.skipped !== undefined) return 0;
    const sharing = verdicts.filter((other) => other.scenario === scenario).length;
    return (run.endedAt - run.startedAt) / 1000 / sharing;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
