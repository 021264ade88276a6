import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

const MEBIBYTES = 2 ** 20;

/** A rehearsal of `oom` with so many large bodies at once. */
function pressed(largeBodies: number, answered = largeBodies) {
  return rehearsedRollout()
    .scenario('oom', 60_000, 90_000)
    .note(61_000, { type: 'measured', scenario: 'oom', what: 'pressed', value: largeBodies })
    .note(67_000, { type: 'measured', scenario: 'oom', what: 'large-answered', value: answered });
}

/** The verdict where `app` may have 128 MiB and `cache` 512 MiB, by what each used. */
function verdictOf(
  appMebibytes: number,
  cacheMebibytes: number,
  throttledMs: number | undefined,
  largeBodies = 4,
  answered = largeBodies,
) {
  const evidence = pressed(largeBodies, answered);
  const containers = [
    containerFacts({ memoryLimitBytes: 128 * MEBIBYTES }),
    containerFacts({ name: 'cache', memoryLimitBytes: 512 * MEBIBYTES }),
  ];
  evidence.workload = { ...evidence.workload, containers };
  const used = { app: appMebibytes, cache: cacheMebibytes };
  for (const [container, mebibytes] of Object.entries(used))
    evidence.usage.push({
      at: 61_000,
      pod: 'new-a',
      container,
      memoryBytes: mebibytes * MEBIBYTES,
      cpuMs: 1,
      throttledMs,
    });
  return judge(evidence.build()).find(({ expectation }) => expectation === 'oom/no-oom-kill');
}

test('a limit that the machine does not hold a container to shows nothing', () => {
  expect(verdictOf(351, 100, undefined)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('351 MiB of 128 MiB'),
  });
});

test('large bodies that nobody answered show nothing: a port of another protocol takes none', () => {
  expect(verdictOf(100, 100, 0, 4, 0)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('no large body was answered'),
  });
  expect(verdictOf(100, 100, 0, 4, 1)).toMatchObject({ outcome: 'pass' });
});

test('what the pod of a Job used is not held against the workload', () => {
  const evidence = pressed(4);
  const facts = { container: 'app', cpuMs: 1, throttledMs: 0 };
  evidence
    .note(100, { type: 'pod-created', pod: 'migrate-1', revision: 0 })
    .usage.push(
      { ...facts, at: 61_000, pod: 'migrate-1', memoryBytes: 250 * MEBIBYTES },
      { ...facts, at: 61_000, pod: 'new-a', memoryBytes: 100 * MEBIBYTES },
    );
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'oom/no-oom-kill');
  expect(verdict?.what).toBe('At most 100 MiB of 256 MiB under pressure.');
});

test.each([
  [900, 'pass', /^At most 100 MiB of 256 MiB under pressure\.$/],
  [4000, 'not-shown', /^At most 100 MiB of 256 MiB, but this machine kept the load .*late by 4\.0 s at p99/],
])('of a load that was %d ms late: %s', (lateMs, outcome, what) => {
  const evidence = pressed(4);
  const sample = { container: 'app', cpuMs: 1, throttledMs: 0, memoryBytes: 100 * MEBIBYTES };
  evidence.usage.push({ ...sample, at: 61_000, pod: 'new-a' });
  for (let at = 61_000; at < 66_000; at += 50) evidence.request(at, 'new-a', { dueAt: at - lateMs });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'oom/no-oom-kill');
  expect(verdict).toMatchObject({ outcome, what: expect.stringMatching(what) as string });
});

test('each container is measured by its own limit, and the fullest is told', () => {
  expect(verdictOf(100, 300, 0)).toMatchObject({
    outcome: 'pass',
    what: 'At most 100 MiB of 128 MiB under pressure.',
  });
});

test('where no large body could be sent, what bodies do to memory is not shown', () => {
  expect(verdictOf(100, 300, 0, 0)).toMatchObject({
    outcome: 'not-shown',
    what: expect.stringContaining('no large body was sent'),
  });
});

/** Like verdictOf: `app` used 100 MiB, and its limit held, `cache` 300 MiB. */
function twoContainers(cacheThrottledMs: number | undefined) {
  const evidence = pressed(4);
  const [pod, at] = ['new-a', 61_000];
  evidence.workload = {
    ...evidence.workload,
    containers: [
      containerFacts({ memoryLimitBytes: 128 * MEBIBYTES }),
      containerFacts({ name: 'cache', memoryLimitBytes: 512 * MEBIBYTES }),
    ],
  };
  evidence.usage.push(
    { at, pod, container: 'app', memoryBytes: 100 * MEBIBYTES, cpuMs: 1, throttledMs: 0 },
    { at, pod, container: 'cache', memoryBytes: 300 * MEBIBYTES, cpuMs: 1, throttledMs: cacheThrottledMs },
  );
  return evidence;
}

test('that one of two limits does not hold shows nothing either', () => {
  const outcomeOf = (throttledMs: number | undefined) =>
    judge(twoContainers(throttledMs).build()).find(({ expectation }) => expectation === 'oom/no-oom-kill')
      ?.outcome;
  expect(outcomeOf(0)).toBe('pass');
  expect(outcomeOf(undefined)).toBe('not-shown');
});

test('of two containers the one that was killed is told with its own limit', () => {
  const facts = { pod: 'new-a', container: 'cache' } as const;
  const evidence = twoContainers(0)
    .note(10_001, { type: 'container-started', ...facts, restartCount: 0 })
    .note(62_000, { type: 'container-exited', ...facts, exitCode: 137, reason: 'OOMKilled' });
  expect(judge(evidence.build()).find(({ fault }) => fault === 'oom-killed')).toMatchObject({
    what: '1 container killed by the kernel for memory, at a limit of 512 MiB.',
    cause: expect.stringContaining('300 MiB of 512 MiB was the most'),
  });
});
