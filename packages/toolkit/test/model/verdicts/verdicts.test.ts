/**
 * What API servers refuse is refused here, and nothing else. Who said so: `verdicts.generated.json`, by scripts/kubernetes-verdicts.ts;
 * refused is what any of those releases refuses.
 */
import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../../../src/model/index.ts';
import { cases } from './cases.ts';
import { manifestOf } from './manifest.ts';
import recorded from './verdicts.generated.json' with { type: 'json' };

const verdicts = recorded.verdicts as unknown as Readonly<Record<string, [rest: string, why: string][]>>;

test.each(Object.keys(cases))('%s: refused is what an API server refuses', (kind) => {
  const told = (verdicts[kind] ?? []).flatMap(([rest, why]) => {
    const { problems } = readManifestText(manifestOf(kind, rest), 'f.yaml');
    const [fault] = problems.filter((it) => it.kind !== 'unsupported').map(formatProblem);
    if (fault === undefined) return why === '' ? [] : [`taken: ${rest}: ${why}`];
    return why === '' ? [`refused: ${rest}: ${fault}`] : [];
  });
  expect(told).toEqual([]);
});

test('each case has a verdict', () => {
  const asked = Object.entries(verdicts).map(([kind, all]) => [kind, all.map(([rest]) => rest)]);
  expect(Object.fromEntries(asked)).toEqual(cases);
});
