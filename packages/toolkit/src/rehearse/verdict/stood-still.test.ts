import { expect, test } from 'vitest';
import { EvidenceBuilder, rehearsedRollout } from '../testing/index.ts';
import { judge } from './index.ts';

/** What is said of the requests of a rollout that loses one, where the rehearsal stood still for so long until a moment. */
function toldOf(at: number, forMs: number) {
  const evidence = rehearsedRollout()
    .scenario('kill', 60_000, 90_000)
    .note(at, { type: 'stood-still', forMs });
  evidence.request(11_600, 'old-a', { fate: 'refused' });
  return judge(evidence.build()).find(({ expectation }) => expectation === 'rollout/no-request-lost');
}

test('a service is not blamed for what a scenario shows in which the rehearsal stood still', () => {
  const verdict = toldOf(13_000, 2400);
  expect(verdict).toMatchObject({
    outcome: 'not-shown',
    isExcused: true,
    what: expect.stringMatching(/^1 of .* the rehearsal itself stood still for 2\.4 s, .* run it again\.$/),
    cause: expect.any(String),
    fix: expect.any(String),
  });
  expect(verdict?.fault).toBeUndefined();
});

test('it is where that was short, or in another scenario', () => {
  for (const verdict of [toldOf(13_000, 1900), toldOf(5000, 4000)])
    expect(verdict?.fault).toBe('listener-closed-early');
});

test('one that goes on into the next scenario is one of both', () => {
  expect(toldOf(10_500, 4000)?.fault).toBeUndefined();
  expect(toldOf(62_000, 4000)?.fault).toBeUndefined();
});

test('it is where that was only as everything was taken down after the last scenario', () => {
  const evidence = rehearsedRollout()
    .scenario('kill', 60_000, 90_000)
    .note(96_000, { type: 'stood-still', forMs: 4000 });
  evidence.request(70_000, 'new-a', { fate: 'reset' });
  const verdicts = judge(evidence.build()).filter(({ at = 0 }) => at >= 60_000);
  expect(verdicts.map(({ outcome, at }) => [outcome, at])).toEqual([['fail', 70_005]]);
});

test.each([
  [8000, 'never-ready'],
  [45_000, undefined],
])('a pod that was never ready is the service’s fault but after a long one: %d ms', (forMs, fault) => {
  const evidence = new EvidenceBuilder()
    .note(0, { type: 'pod-created', pod: 'a', revision: 1 })
    .started('a', 0)
    .note(60_000, { type: 'stood-still', forMs })
    .scenario('start', 120_000, 121_000);
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict?.fault).toBe(fault);
});

test('it is for what no delay brings about', () => {
  const evidence = rehearsedRollout().note(13_000, { type: 'stood-still', forMs: 9000 });
  const unrouted = { what: 'No port has that name.', isFault: true };
  evidence.workload = { ...evidence.workload, unrouted };
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/load-answered');
  expect(verdict?.fault).toBe('service-port-unknown');
});
