import { expect, test } from 'vitest';
import { EvidenceBuilder } from '../../testing/index.ts';
import { lossWords } from './loss-words.ts';
import { summarize } from './summary.ts';

test('what was lost is told by scenario, and together it is all', () => {
  const evidence = new EvidenceBuilder()
    .scenario('start', 0, 1000)
    .scenario('rollout', 1000, 2000)
    .scenario('scale', 2000, 2000, 'there is one pod')
    .scenario('kill', 2000, 3000);
  for (let at = 0; at < 3000; at += 10)
    evidence.request(at, 'a', at % 1000 < 120 && at >= 1000 ? { fate: 'refused' } : {});
  expect(lossWords(summarize(evidence.build(), []))).toBe('12 in rollout, 12 in kill');
  evidence.request(-10, 'a', { fate: 'reset' });
  expect(lossWords(summarize(evidence.build(), []))).toBe('12 in rollout, 12 in kill, 1 before');
});

test('where nothing was lost nothing is told', () => {
  const evidence = new EvidenceBuilder().scenario('start', 0, 1000);
  evidence.request(1, 'a');
  expect(lossWords(summarize(evidence.build(), []))).toBe('');
});
