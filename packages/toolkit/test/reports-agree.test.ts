import { expect, test } from 'vitest';
import { jsonReport, plainSummary, type JsonReport } from '../src/rehearse/report/index.ts';
import { rehearsedRollout } from '../src/rehearse/testing/index.ts';
import { judge } from '../src/rehearse/verdict/index.ts';

test('a scenario has as many requests in every report as in its verdicts, those in the quiet after it among them', () => {
  const built = rehearsedRollout();
  built.request(70_000, 'new-a', { fate: 'reset' });
  const evidence = built.build();
  const verdicts = judge(evidence);
  const report = JSON.parse(jsonReport(evidence, verdicts)) as JsonReport;
  const { sent, lost } = report.scenarios.find(({ name }) => name === 'rollout')?.requests ?? {};
  expect([sent, lost]).toEqual([1401, 1]);
  const { what } = verdicts.find(({ expectation }) => expectation === 'rollout/no-request-lost') ?? {};
  expect(what).toMatch(/^1 of 1,401 requests in rollout was lost/);
  expect(report.lost.kept[0]?.scenario).toBe('rollout');
  expect(plainSummary(evidence, verdicts)).toMatch(/^Lost: 1 in rollout\. /m);
});
