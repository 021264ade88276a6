import { expect, test } from 'vitest';
import { EvidenceBuilder, rehearsedRollout } from '../testing/index.ts';
import { judge } from './index.ts';

/** Faults that were found, each once. */
function faultsOf(evidence: EvidenceBuilder): string[] {
  return [...new Set(judge(evidence.build()).flatMap(({ fault }) => fault ?? []))];
}

test('a sound rollout misses nothing', () => {
  const verdicts = judge(rehearsedRollout().build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(verdicts.find(({ expectation }) => expectation === 'rollout/no-request-lost')).toMatchObject({
    outcome: 'pass',
    pattern: 3,
  });
});

test('listener-closed-early: refused while the Service still routes there', () => {
  const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
  for (let id = 0; id < 111; id++)
    evidence.request(11_110 + id * 12, 'old-a', { fate: 'refused', endedAt: 11_111 + id * 12 });
  const failure = judge(evidence.build()).find(
    ({ expectation, outcome }) => expectation === 'rollout/no-request-lost' && outcome === 'fail',
  );
  expect(failure).toMatchObject({ fault: 'listener-closed-early', pod: 'old-a' });
  expect(failure?.cause).toBe(
    'listener closed 0.0 s after SIGTERM while the Service still routed to it for 1.4 s: 111 requests refused or reset',
  );
  expect(failure?.fix).toContain('for at least 2 s');
  expect(faultsOf(evidence)).toEqual(['listener-closed-early']);
});
