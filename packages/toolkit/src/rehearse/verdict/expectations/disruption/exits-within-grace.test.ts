import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout, type EvidenceBuilder } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test('a preStop that uses the whole grace period up is what is told, and not that SIGKILL came', () => {
  const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 2000, exitCode: 137 });
  const facts = { type: 'hook-ended', pod: 'old-a', container: 'app', hook: 'preStop' } as const;
  evidence.note(11_090, { ...facts, outcome: 'timeout' });
  const verdict = judge(evidence.build()).filter(
    ({ expectation }) => expectation === 'rollout/exits-within-grace',
  );
  expect(verdict).toMatchObject([
    { fault: 'grace-too-short', what: expect.stringMatching(/^preStop of old-a/) },
  ]);
});

test('of a preStop whose command has ended, its open output is told, and no longer grace period advised', () => {
  const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 2000, exitCode: 137 });
  const facts = { type: 'hook-ended', pod: 'old-a', container: 'app', hook: 'preStop' } as const;
  evidence.note(11_090, { ...facts, outcome: 'timeout', message: 'its command has ended' });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'rollout/exits-within-grace',
  );
  expect(verdict).toMatchObject({
    cause: 'preStop took all of the grace period of 30 s: its command has ended',
    fix: expect.stringMatching(/^redirect the output/),
  });
});

test('…but not of a sidecar beside it, nor before the deletion', () => {
  const facts = { type: 'hook-ended', pod: 'old-a', hook: 'preStop', outcome: 'timeout' } as const;
  const evidence = rehearsedRollout();
  evidence.note(5000, { ...facts, container: 'app' }).note(11_090, { ...facts, container: 'mesh' });
  expect(saidOf(evidence, 'rollout')).toEqual([expect.stringMatching(/^3 pods ended by themselves/)]);
});

test.each(['success', 'failure'] as const)('…nor of one that ends in time, by %s', (outcome) => {
  const evidence = rehearsedRollout();
  evidence.note(11_090, { type: 'hook-ended', pod: 'old-a', container: 'app', hook: 'preStop', outcome });
  expect(saidOf(evidence, 'rollout')).toEqual([expect.stringMatching(/^3 pods ended by themselves/)]);
});

test('a pod that was struck in the scenario is not held to its grace period there', () => {
  const evidence = rehearsedRollout().scenario('drain-node', 60_000, 100_000);
  evidence
    .note(60_500, {
      type: 'measured',
      scenario: 'drain-node',
      what: 'struck',
      value: 'SIGSTOP',
      pod: 'new-a',
    })
    .ended('new-a', 61_000, { exitsMs: 30_000, exitCode: 137 });
  evidence.request(60_600, 'new-a', { fate: 'timeout', endedAt: 70_600 });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'drain-node/exits-within-grace',
  );
  expect(verdict?.outcome).toBe('not-shown');
});

function saidOf(evidence: EvidenceBuilder, scenario: string) {
  return judge(evidence.build())
    .filter(({ expectation }) => expectation === `${scenario}/exits-within-grace`)
    .map(({ what }) => what);
}

test('pods are counted, and not their containers', () => {
  const evidence = rehearsedRollout();
  const containers = [containerFacts(), containerFacts({ name: 'agent', probes: {} })];
  evidence.workload = { ...evidence.workload, containers };
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries()) {
    const [container, stop] = ['agent', 11_100 + index * 2000];
    evidence
      .note(20, { type: 'container-started', pod, container, restartCount: 0 })
      .note(stop, { type: 'signal', pod, container, signal: 'SIGTERM' })
      .note(stop + 10, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' });
  }
  expect(saidOf(evidence, 'rollout')).toEqual([expect.stringMatching(/^3 pods ended by themselves/)]);
});

test('the take-down after the last scenario is none of it', () => {
  const late = { closesMs: 5000, exitsMs: 30_000, exitCode: 137 };
  const evidence = rehearsedRollout(late);
  for (const pod of ['new-a', 'new-b', 'new-c']) evidence.ended(pod, 60_001);
  expect(saidOf(evidence, 'rollout')).toEqual([expect.stringMatching(/^3 of 3 pods had to be ended/)]);
});

test('nor is the restart of a container in a scenario before', () => {
  const [pod, container] = ['new-a', 'app'];
  const evidence = rehearsedRollout()
    .note(40_000, { type: 'signal', pod, container, signal: 'SIGTERM' })
    .note(50_000, { type: 'signal', pod, container, signal: 'SIGKILL' })
    .note(50_010, { type: 'container-exited', pod, container, exitCode: 137, reason: 'Error' })
    .started(pod, 50_020, 1)
    .scenario('drain-node', 60_000, 100_000)
    .ended(pod, 61_000);
  expect(saidOf(evidence, 'drain-node')).toEqual([expect.stringMatching(/^1 pod ended/)]);
});

test('a sidecar that holds pods up until SIGKILL is told', () => {
  const evidence = rehearsedRollout();
  const sidecar = containerFacts({ name: 'agent', role: 'sidecar' });
  evidence.workload = { ...evidence.workload, containers: [containerFacts(), sidecar] };
  for (const pod of ['old-a', 'old-b'])
    evidence.note(41_000, { type: 'signal', pod, container: 'agent', signal: 'SIGKILL' });
  expect(saidOf(evidence, 'rollout')).toEqual([
    '3 pods ended by themselves, at most 7.0 s after SIGTERM; 2 of them were held up to 30.0 s by the sidecar agent, which had to be ended by SIGKILL.',
  ]);
});

test('what pods say to have broken off is told, and no drain of it is shown', () => {
  const evidence = rehearsedRollout({ exitsMs: 26_000, exitCode: 75 });
  const log = (pod: string, text: string) =>
    evidence.logs.push({
      at: 37_000,
      pod,
      container: 'app',
      restartCount: 0,
      stream: 'stdout',
      text,
      cut: false,
    });
  const broken = { stage: 'workers', what: ['worker mail, 26.2 s'] };
  log('old-a', JSON.stringify({ event: 'drain.aborted', ...broken }));
  // As LOG_FORMAT=ecs has it.
  log('old-b', JSON.stringify({ 'event.action': 'drain.aborted', ...broken }));
  // Of another program, or of what is no event.
  log('old-c', 'drain.aborted');
  log('old-c', '{"event":"read","of":"drain.aborted","what":["it"]}');
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'rollout/exits-within-grace',
  );
  expect(verdict).toMatchObject({
    outcome: 'not-shown',
    what: '3 pods ended by themselves, at most 26.0 s after SIGTERM, yet 2 of them broke off what was not over by its deadline, old-a “worker mail, 26.2 s”. Whether that was given back is not seen here.',
    fix: expect.stringContaining('`abort`'),
  });
});
