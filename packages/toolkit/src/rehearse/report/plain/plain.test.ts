import { expect, test } from 'vitest';
import { sampleRehearsal } from '../testing/index.ts';
import type { Verdict } from '../../verdict.ts';
import { plainLimits, plainLine, plainOutput, plainSummary } from './index.ts';

const { evidence, verdicts } = sampleRehearsal();
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

test('one line an event: seconds since the beginning, pod, what happened', () => {
  const event = { type: 'signal', pod: 'shop-a', container: 'shop', signal: 'SIGTERM', at: 1500 } as const;
  expect(plainLine(event, 500)).toBe('   1.000  shop-a                    SIGTERM to shop');
});

test('a probe that succeeds has no line', () => {
  const probe = { type: 'probe', pod: 'a', container: 'c', probe: 'liveness', startedAt: 0, at: 4 } as const;
  expect(plainLine({ ...probe, outcome: 'success', message: '' }, 0)).toBeUndefined();
  expect(plainLine({ ...probe, outcome: 'failure', message: 'status 503' }, 0)).toContain('status 503');
});

test('what a program wrote neither moves the cursor nor begins a line', () => {
  const hostile = '\u001b[2J\r\n::error::forged\u202e';
  const line = plainLine({ type: 'step', scenario: 'rollout', text: hostile, at: 0 }, 0);
  expect(line).not.toMatch(control);
  expect(line).not.toContain('\n');
});

test('the summary tells each pattern, and each failure with its cause and fix', () => {
  const summary = plainSummary(evidence, verdicts);
  expect(summary).toMatch(/^FAIL {7} 3 {2}graceful shutdown {2}\(3 expectations: 1 failed, 2 hold\)$/m);
  expect(summary).toMatch(/^pass {7} 4 {2}probes/m);
  expect(summary).toMatch(/^not shown {2} 8 {2}tracing/m);
  expect(summary).toContain('✗ rollout/no-request-lost: ');
  expect(summary).toContain('cause: The listener was closed 12 ms after SIGTERM');
  expect(summary).toContain('fix:   Keep accepting for at least 2 s');
  expect(summary).toContain('  - The root file system is not read-only');
  expect(summary).toMatch(
    /^ {2}- deploy\S+:41:7: .*topologySpreadConstraints: there is one node \(and 1 more\)$/m,
  );
  expect(summary).toContain(
    '2 patterns failed (memory under a limit, graceful shutdown), 7 passed, 1 not shown',
  );
  expect(summary).toMatch(/^The load itself was late by p99 0.4 ms, at most 0.4 ms\.$/m);
  expect(summary).toMatch(
    /^Lost: [\d,]+ in rollout, \d+ in kill, \d+ in dependency-outage, \d+ in oom\. What is lost .* no failure\.$/m,
  );
  expect(summary).toMatch(
    /^12,000 requests, [\d,]+ lost \([\d.]+ %\): .*refused.*; 11,\d{3} × 200, \d+ × 503; p50 .*, p99 .* of those answered$/m,
  );
});

test('of a failure that lost requests one is told, with what led to it', () => {
  expect(plainSummary(evidence, verdicts)).toMatch(
    /^ {15} {2}lost: {2}(GET|POST) \/\w+ to shop-\S+ at \d+\.\d{3} s, (refused|reset).* after SIGTERM/m,
  );
});

test('what a container wrote last stands below the failure that it shows', () => {
  expect(plainSummary(evidence, verdicts)).toContain(`
                 log:   | FATAL ERROR: heap limit </script><b>
                        |  1: node::Abort()
                        | \\u0023#[error]forged
`);
});

test('what failed stands at the end, below what was left out and what is not shown', () => {
  const summary = plainSummary(evidence, verdicts);
  const places = [
    'Not supported, and left out',
    '\nNot shown:\n  - No span arrived',
    '✗ oom/stays-below-limit',
    '2 patterns failed',
  ].map((text) => summary.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test('a failure that is excused is told at the end, and its pattern has not passed', () => {
  const isOf = ({ pattern, outcome }: Verdict) => pattern === 4 && outcome === 'pass';
  const first = verdicts.find(isOf);
  if (first === undefined) throw new Error('The sample has no such verdict');
  const excused: Verdict = { ...first, outcome: 'not-shown', isExcused: true };
  const own = verdicts.map((verdict) => (verdict === first ? excused : verdict));
  expect(own.filter(isOf)).not.toEqual([]);
  const summary = plainSummary(evidence, own);
  expect(summary).toMatch(/^not shown {2} 4 {2}probes/m);
  expect(summary).toMatch(/^1 failure excused, for the rehearsal itself stood still: run it again$/m);
  expect(plainSummary(evidence, verdicts)).not.toContain('excused');
});

test('where the Service has several ports, the one that the load went to is told', () => {
  const saidOf = (others: readonly string[]) => {
    const workload = { ...evidence.workload, servicePorts: { asked: 'web (80)', others } };
    return plainSummary({ ...evidence, workload }, verdicts);
  };
  expect(saidOf(['admin (9090)'])).toMatch(/ requests\/s to port web \(80\)$/m);
  expect(saidOf([])).toMatch(/ requests\/s$/m);
});

test('an expectation that was not met for two causes counts once, and tells both', () => {
  const failed = verdicts.find(({ expectation }) => expectation === 'rollout/no-request-lost');
  if (failed === undefined) throw new Error('The sample has no such verdict');
  const summary = plainSummary(evidence, [...verdicts, { ...failed, what: 'Others, too.' }]);
  expect(summary).toMatch(/^FAIL {7} 3 {2}graceful shutdown {2}\(3 expectations: 1 failed, 2 hold\)$/m);
  expect(summary).toContain('✗ rollout/no-request-lost: Others, too.');
});

test('of a line that a container wrote no more is shown than can be read', () => {
  expect(plainOutput('a'.repeat(2000))).toBe(`          | ${'a'.repeat(2000)}`);
  expect(plainOutput(`${'a'.repeat(1999)}😀b`)).toBe(`          | ${'a'.repeat(1999)}… (3 more)`);
});

test.each([
  '##vso[task.setvariable variable=PATH]evil',
  "##teamcity[setParameter name='a']",
  '##[set-output name=a]b',
  '##VSO[task.complete]',
  '####[error]',
])('%s gives no command to a CI system that looks for it anywhere in a line', (text) => {
  expect(plainOutput(`hello ${text}`)).not.toMatch(/##(\[|vso|teamcity)/i);
  expect(plainOutput('## a heading, #1')).toContain('## a heading, #1');
});

test('what is left out can be told before anything runs, in the words of the summary', () => {
  const { notEmulated } = evidence.conditions;
  const lines = plainLimits({ notEmulated, unsupported: evidence.workload.unsupported });
  expect(plainSummary(evidence, verdicts)).toContain(lines.join('\n'));
  expect(plainLimits({ notEmulated: [], unsupported: [] })).toEqual([]);
});

test('no colour codes unless asked for', () => {
  for (const event of evidence.events) expect(plainLine(event, 0) ?? '').not.toMatch(control);
  expect(plainSummary(evidence, verdicts)).not.toMatch(control);
  expect(plainSummary(evidence, verdicts, { colour: true })).toContain('\u001b[31mFAIL');
});
