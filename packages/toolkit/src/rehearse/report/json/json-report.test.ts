import { expect, test } from 'vitest';
import { sampleRehearsal } from '../testing/index.ts';
import { jsonReport, type JsonReport } from './index.ts';

const { evidence, verdicts } = sampleRehearsal();
const text = jsonReport(evidence, verdicts);
const report = JSON.parse(text) as JsonReport;

test('the shape of version 1 stays', () => {
  expect(report.version).toBe(1);
  expect(Object.keys(report)).toEqual([
    'version',
    'startedAt',
    'durationMs',
    'outcome',
    'conditions',
    'workload',
    'patterns',
    'scenarios',
    'verdicts',
    'requests',
    'lost',
    'counts',
  ]);
  const fields =
    'action chain connection dueMs endMs fate fresh id kind pod retries retryAfter scenario sentMs';
  expect(
    Object.keys(report.lost.kept[0] ?? {})
      .sort()
      .join(' '),
  ).toBe(`${fields} sentence status`);
});

test('times count from when the rehearsal began, as startedAt does, and not from the first event', () => {
  const early = { ...evidence, beganAt: evidence.beganAt - 8000 };
  const { scenarios, lost } = JSON.parse(jsonReport(early, verdicts)) as JsonReport;
  expect(scenarios[0]?.startMs).toBe(8000);
  expect(lost.kept[0]?.dueMs).toBeCloseTo((report.lost.kept[0]?.dueMs ?? NaN) + 8000, 2);
});

test('what failed nowhere passed, unless nothing was shown at all', () => {
  const outcomeOf = (some: typeof verdicts) => (JSON.parse(jsonReport(evidence, some)) as JsonReport).outcome;
  expect(report.outcome).toBe('fail');
  expect(outcomeOf(verdicts.filter(({ outcome }) => outcome !== 'fail'))).toBe('pass');
  expect(outcomeOf(verdicts.filter(({ outcome }) => outcome === 'not-shown'))).toBe('not-shown');
  expect(outcomeOf([])).toBe('not-shown');
});

test('an expectation counts once, however many causes it was not met for', () => {
  const again = verdicts.map((verdict) =>
    verdict.expectation === 'rollout/no-request-lost' ? { ...verdict, fault: 'another' } : verdict,
  );
  const { patterns } = JSON.parse(jsonReport(evidence, [...verdicts, ...again])) as JsonReport;
  expect(patterns).toEqual(report.patterns);
});

test('fates add up, for all and for each scenario', () => {
  const total = (fates: Readonly<Record<string, number>>) =>
    Object.values(fates).reduce((sum, count) => sum + count, 0);
  expect(total(report.requests.fates)).toBe(12_000);
  expect(report.requests.lost).toBe(report.lost.total);
  for (const { requests } of report.scenarios) expect(total(requests?.fates ?? {})).toBe(requests?.sent ?? 0);
});

test('how late the load itself was is told, for all and for each scenario', () => {
  expect(report.requests).toMatchObject({ lateLoad: false, lag: { max: expect.closeTo(0.4, 1) } });
  expect(report.scenarios[0]?.requests).toMatchObject({ lateLoad: false, lag: { p99: expect.any(Number) } });
});

test('a scenario that was skipped says why, and claims no requests', () => {
  const trace = report.scenarios.find(({ name }) => name === 'trace');
  expect(trace).toMatchObject({ skipped: 'no tracing in the contract' });
  expect(trace).not.toHaveProperty('requests');
});

test('what is not emulated is told one by one, each with its place', () => {
  const path = 'spec.template.spec.topologySpreadConstraints';
  expect(report.workload.unsupported).toEqual([
    `deploy/base/deployment.yaml:41:7: ${path}: there is one node`,
    `deploy/base/deployment.yaml:57:7: ${path}: there is one node`,
  ]);
});

test('values of variables stay out, their names stay in', () => {
  expect(report.workload.containers[0]?.env).toEqual(['PORT', 'SESSION_KEY']);
  expect(text).not.toContain('a secret that no report may show');
});

test('lost requests are bounded, and each has its chain', () => {
  const many = sampleRehearsal({ requests: 40_000 });
  const { lost } = JSON.parse(jsonReport(many.evidence, many.verdicts)) as JsonReport;
  expect(lost.total).toBeGreaterThan(300);
  expect(lost.kept).toHaveLength(200);
  for (const { chain } of lost.kept) expect(chain.length).toBeGreaterThan(2);
});
