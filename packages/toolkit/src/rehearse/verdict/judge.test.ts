import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rehearsedRollout } from '../testing/index.ts';
import { judge } from './index.ts';

test('a sound rollout misses nothing', () => {
  const verdicts = judge(rehearsedRollout().build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(verdicts.find(({ expectation }) => expectation === 'rollout/no-request-lost')).toMatchObject({
    outcome: 'pass',
    pattern: 3,
  });
});

test('a scenario that was skipped claims nothing and says why; one that nobody asked for has no verdict', () => {
  const evidence = rehearsedRollout().scenario('kill', 60_000, 60_000, 'no process to kill');
  const verdicts = judge(evidence.build());
  const kill = verdicts.filter(({ scenario }) => scenario === 'kill');
  expect(new Set(kill.map(({ what }) => what))).toEqual(new Set(['No process to kill.']));
  expect(verdicts.filter(({ scenario }) => scenario === 'drain-node')).toEqual([]);
});

test('property: the order in which events of different pods were written down changes no verdict', () => {
  const built = () => {
    const builder = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
    for (let n = 0; n < 50; n++) builder.request(11_110 + n, 'old-a', { fate: 'refused' });
    for (let n = 0; n < 50; n++) builder.request(13_110 + n, 'old-b', { fate: 'reset', fresh: false });
    return builder.build();
  };
  const evidence = built();
  const expected = judge(evidence);
  expect(expected.some(({ outcome }) => outcome === 'fail')).toBe(true);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      const events = interleaved(evidence.events, () => numbers.next().value);
      expect(judge({ ...evidence, events })).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

/** The events in another order, but for those of one pod, which keep theirs. */
function interleaved<Event extends object>(events: readonly Event[], number: () => number): Event[] {
  const queues = [...Map.groupBy(events, (event) => ('pod' in event ? event.pod : 'none')).values()];
  const result: Event[] = [];
  while (queues.some(({ length }) => length > 0)) {
    const left = queues.filter(({ length }) => length > 0);
    const event = left[number() % left.length]?.shift();
    if (event !== undefined) result.push(event);
  }
  return result;
}

test.each([
  ['pass', "Images: programs see this machine's files, and may read all of them whatever user they run as."],
  ['not-shown', 'Images and volumes: a read-only root is not. Users of securityContext are not taken on.'],
])('restrictions of the manifest: %s where the engine says so', (outcome, notEmulated) => {
  const evidence = rehearsedRollout().build();
  const verdicts = judge({ ...evidence, conditions: { ...evidence.conditions, notEmulated: [notEmulated] } });
  expect(verdicts.find(({ expectation }) => expectation === 'start/runs-restricted')?.outcome).toBe(outcome);
});
