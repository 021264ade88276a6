import { expect, test } from 'vitest';
import { rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

/** Every pod got so many thousandths of a core; 0: it could not be done. */
function squeezed(value: number): EvidenceBuilder {
  const evidence = rehearsedRollout().scenario('cpu-squeeze', 60_000, 90_000);
  for (let n = 0; n < 300; n++) evidence.request(60_000 + n * 100, `new-${'abc'[n % 3]}`);
  return evidence.note(60_500, {
    type: 'measured',
    scenario: 'cpu-squeeze',
    what: 'squeezed',
    value,
    pod: 'new-a',
  });
}

const verdictsOf = (evidence: EvidenceBuilder) =>
  judge(evidence.build()).filter(({ scenario }) => scenario === 'cpu-squeeze');

test('what a squeezed pod answers late is nobody’s fault, what it refuses is', () => {
  const faults = (fate: 'timeout' | 'closed') => {
    const evidence = squeezed(250);
    evidence.request(70_000, 'new-a', { fate, fresh: false });
    return verdictsOf(evidence).flatMap(({ fault }) => fault ?? []);
  };
  expect(faults('timeout')).toEqual([]);
  expect(faults('closed')).toEqual(['unexplained']);
});

test('where the CPU could not be limited, nothing is claimed of it', () => {
  expect(verdictsOf(squeezed(0)).map(({ outcome }) => outcome)).toEqual(['not-shown', 'not-shown']);
});
