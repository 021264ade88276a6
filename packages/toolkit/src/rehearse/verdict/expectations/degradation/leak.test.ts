import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

function verdictOf(from: number, to: number, mebibytesAt: (at: number, pod: string) => number) {
  const evidence = rehearsedRollout().scenario('oom', 60_000, 90_000);
  for (let at = from; at < to; at += 500)
    for (const pod of ['new-a', 'new-b', 'new-c'])
      evidence.usage.push({
        at,
        pod,
        container: 'app',
        memoryBytes: mebibytesAt(at, pod) * 2 ** 20,
        cpuMs: at / 10,
        throttledMs: undefined,
      });
  return judge(evidence.build()).find(({ expectation }) => expectation === 'oom/no-leak');
}

test.each<[string, (at: number, pod: string) => number]>([
  ['that grows and is collected', (at) => 80 + ((at / 500) % 16) * 4],
  ['that only warms up', (at) => (at < 24_000 ? 60 + (at - 10_000) / 400 : 95)],
  ['that grows by less than what programs come and go with', (at) => 45 + (at - 10_000) / 100_000],
  ['that grows once', (at) => (at < 40_000 ? 40 : 180)],
  ['that grows in one pod of three', (at, pod) => (pod === 'new-a' ? 80 + (at - 10_000) / 300 : 90)],
])('a heap %s is no leak', (_, mebibytesAt) => {
  expect(verdictOf(10_000, 60_000, mebibytesAt)?.outcome).toBe('pass');
});

test.each<[string, (at: number, pod: string) => number]>([
  ['that settles in its limit', (at) => 42 + (at - 10_000) / 1000],
  ['that hardly grows for its size', (at) => 400 + (at - 10_000) / 500],
  [
    'that grows much in one pod of three, and less in another',
    (at, pod) => {
      if (pod === 'new-a') return 80 + (at - 10_000) / 300;
      return pod === 'new-b' ? 90 : 42 + (at - 10_000) / 1000;
    },
  ],
])('of a heap %s neither is claimed, a leak or that it does not grow', (_, mebibytesAt) => {
  expect(verdictOf(10_000, 60_000, mebibytesAt)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringMatching(/ grew from \d+ MiB to \d+ MiB in \d+ s .* a minute more/),
  });
});

test('one that grows in two pods of three is', () => {
  const verdict = verdictOf(10_000, 60_000, (at, pod) => (pod === 'new-a' ? 90 : 80 + (at - 10_000) / 300));
  expect(verdict?.fault).toBe('leak');
});

test('of several that leak the fastest is told, with its figures', () => {
  const rates = { 'new-a': 300, 'new-b': 200, 'new-c': 250 };
  const verdict = verdictOf(
    10_000,
    60_000,
    (at, pod) => 80 + (at - 10_000) / rates[pod as keyof typeof rates],
  );
  expect(verdict).toMatchObject({
    pod: 'new-b',
    what: 'The memory of new-b grew from 165 MiB to 303 MiB in 33 s of steady load, without a pause.',
    cause: expect.stringMatching(/^305 MiB a minute more/),
  });
});

test('what grows under the pressure of the scenario tells of none', () => {
  expect(verdictOf(40_000, 90_000, (at) => 40 + (at - 40_000) / 250)?.outcome).toBe('not-shown');
});

test('a leak of one main container is told, however many others beside it have none', () => {
  const evidence = rehearsedRollout().scenario('oom', 60_000, 90_000);
  const names = ['proxy', 'app', 'exporter'];
  evidence.workload = { ...evidence.workload, containers: names.map((name) => containerFacts({ name })) };
  for (let at = 10_000; at < 60_000; at += 500)
    for (const pod of ['new-a', 'new-b', 'new-c'])
      for (const container of names) {
        const mebibytes = container === 'app' ? 80 + (at - 10_000) / 300 : 40;
        const memoryBytes = mebibytes * 2 ** 20;
        evidence.usage.push({ at, pod, container, memoryBytes, cpuMs: at / 10, throttledMs: undefined });
      }
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'oom/no-leak');
  expect(verdict).toMatchObject({ fault: 'leak', what: expect.stringContaining('memory of app in new-') });
});
