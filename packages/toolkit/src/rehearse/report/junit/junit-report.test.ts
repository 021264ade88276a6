import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Verdict } from '../../verdict.ts';
import { junitSchema } from '../testing/junit-schema.ts';
import { sampleRehearsal } from '../testing/index.ts';
import { junitReport } from './index.ts';

const { evidence, verdicts } = sampleRehearsal();
const xml = junitReport(evidence, verdicts);

/** What libxml finds wrong with it; none for XML that is well formed and valid. */
async function problemsOf(text: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: text }],
    schema: [junitSchema],
  });
  return errors.map(({ message }) => message);
}

test('it is valid by the schema that CI systems share', async () => {
  expect(await problemsOf(xml)).toEqual([]);
  expect(await problemsOf(xml.replace('<system-err/>', ''))).not.toEqual([]);
});

test('a suite for each pattern, a case for each expectation', () => {
  expect(xml.match(/<testsuite /g)).toHaveLength(10);
  expect(xml.match(/<testcase /g)).toHaveLength(verdicts.length);
  expect(xml).toContain('name="3 graceful shutdown" package="shop" id="2" tests="3" failures="1"');
  expect(xml).toContain('<testcase name="rollout/no-request-lost" classname="shop.rollout"');
  expect(xml).toContain('<property name="requests" value="12,000"/>');
  expect(xml).toMatch(/<property name="lost" value="\d+: \d+ in rollout, \d+ in kill, [^"]+"\/>/);
  expect(xml).toMatch(/<property name="answers" value="11,\d{3} × 200, \d+ × 503"\/>/);
});

test('a failure has its sentence as message, and cause and fix as text', () => {
  expect(xml).toMatch(
    /<failure message="\d+ of 12000 requests were lost[^"]+" type="listener-closed-early">/,
  );
  expect(xml).toMatch(/^Cause: The listener was closed/m);
  expect(xml).toMatch(/^Fix: Keep accepting .*<\/failure>$/m);
});

test('what a container wrote last stands below cause and fix', () => {
  expect(xml).toMatch(
    /^Fix: Size the heap .*\nLog:\nFATAL ERROR: heap limit &lt;\/script&gt;&lt;b&gt;\n 1: node::Abort\(\)\n##\[error\]forged<\/failure>$/m,
  );
});

test('an expectation that was not met for two causes is one case that tells both', async () => {
  const failed = verdicts.find(({ expectation }) => expectation === 'rollout/no-request-lost');
  const other = {
    ...(failed as Verdict),
    what: 'Others, too.',
    fault: 'slow',
    cause: 'It slept.',
    fix: 'Wake it.',
  };
  const text = junitReport(evidence, [...verdicts, other]);
  expect(await problemsOf(text)).toEqual([]);
  expect(text.match(/<testcase /g)).toHaveLength(verdicts.length);
  expect(text).toContain('name="3 graceful shutdown" package="shop" id="2" tests="3" failures="1"');
  expect(text).toMatch(/<failure message="\d+ of [^"]+; Others, too\." type="listener-closed-early, slow">/);
  expect(text).toMatch(
    /^Fix: Keep accepting [^\n]*\n\nOthers, too\.\nCause: It slept\.\nFix: Wake it\.<\/failure>$/m,
  );
  const sum = (xml: string) => /<testsuites [^>]*time="([\d.]+)"/.exec(xml)?.[1];
  expect(sum(text)).toBe(sum(xml));
});

test('what was not shown is skipped', () => {
  expect(xml).toMatch(/<testcase name="trace\/propagated"[^>]*>\n *<skipped message="No span arrived/);
});

test('what was not shown says in its message what would show it', () => {
  const { fault: _, cause: __, ...rest } = verdicts[1] as Verdict;
  const text = junitReport(evidence, [{ ...rest, outcome: 'not-shown', what: 'None.', fix: 'Ask.' }]);
  expect(text).toContain('<skipped message="None. Fix: Ask."/>');
});

test('any text stays text: markup, line ends, control characters, half a surrogate pair', async () => {
  const what = 'a ]]> b </failure> <x y="z"> \'&amp; \u0000\u001b\ud800\n  <second> line';
  const hostile: Verdict = { ...(verdicts[1] as Verdict), what, cause: what, fix: what, fault: what };
  const text = junitReport(evidence, [hostile]);
  expect(await problemsOf(text)).toEqual([]);
  expect(text).toContain('\n  &lt;second&gt; line\nCause: ');
});

test('the times of all cases add up to the time of the scenarios that were judged', () => {
  const times = [...xml.matchAll(/<testcase [^>]*time="([\d.]+)"/g)].map(([, time]) => Number(time));
  const sum = times.reduce((total, time) => total + time, 0);
  expect(sum).toBeCloseTo(9 + 24 + 20 + 23 + 24, 2);
});
