import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout } from '../../../testing/index.ts';
import { judge } from '../../index.ts';

test.each([
  ['that is found later', 200, 'fail'],
  ['that is missing later too', 404, 'pass'],
  ['that nobody asks for later', undefined, 'pass'],
])('404 in the first seconds for a route %s', (_, later, outcome) => {
  const evidence = rehearsedRollout();
  const action = 'GET /products';
  for (let n = 0; n < 3; n++) evidence.request(10_410 + n, 'new-a', { action, status: 404 });
  if (later !== undefined) evidence.request(25_000, 'new-a', { action, status: later });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'start/ready-means-serving',
  );
  expect(verdict).toMatchObject({ outcome, ...(outcome === 'fail' && { fault: 'ready-too-early' }) });
});

test('404 for a route that is found and missing by turns is its answer', () => {
  const evidence = rehearsedRollout();
  const action = 'GET /products/7';
  evidence.request(10_410, 'new-a', { action, status: 404 });
  evidence.request(25_000, 'new-a', { action });
  evidence.request(25_010, 'new-a', { action, status: 404 });
  const verdict = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'start/ready-means-serving',
  );
  expect(verdict?.outcome).toBe('pass');
});

test('a pod that was ready once has started under its restrictions, however it ends', () => {
  const evidence = rehearsedRollout();
  const text = 'Error: EACCES: permission denied, mkdir /app/data';
  evidence.logs.push({
    at: 25_000,
    pod: 'new-a',
    container: 'app',
    restartCount: 0,
    stream: 'stderr',
    text,
    cut: false,
  });
  evidence.note(25_010, {
    type: 'container-exited',
    pod: 'new-a',
    container: 'app',
    exitCode: 1,
    reason: 'Error',
  });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/runs-restricted');
  expect(verdict?.outcome).toBe('pass');
});

test('what a sidecar is restricted to says nothing of the program', () => {
  const evidence = rehearsedRollout();
  const free = containerFacts({ security: { readOnlyRootFilesystem: false, runAsNonRoot: false } });
  evidence.workload = {
    ...evidence.workload,
    containers: [containerFacts({ name: 'proxy', role: 'sidecar' }), free],
  };
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/runs-restricted');
  expect(verdict?.outcome).toBe('not-shown');
});

test('a pod whose container is refused is said to be never ready for that reason', () => {
  const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod: 'old-d', revision: 1 }).note(50, {
    type: 'container-waiting',
    pod: 'old-d',
    container: 'app',
    reason: 'CreateContainerConfigError',
    message: 'app has runAsNonRoot and runAsUser 0, which is root',
    forMs: 1000,
  });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({
    fault: 'never-ready',
    cause: expect.stringContaining('CreateContainerConfigError: app has runAsNonRoot'),
    fix: expect.stringContaining('manifest'),
  });
});

test.each([
  ['that fails', { outcome: 'failure', message: 'exit status 1: no such file' } as const, 'no such file'],
  ['that does not end', undefined, 'does not end'],
])('a pod with a postStart %s is said to be never ready for that reason', (_, ended, cause) => {
  const facts = { pod: 'old-d', container: 'app', hook: 'postStart' } as const;
  const evidence = rehearsedRollout()
    .note(0, { type: 'pod-created', pod: 'old-d', revision: 1 })
    .note(50, { type: 'container-started', pod: 'old-d', container: 'app', restartCount: 0 })
    .note(50, { type: 'hook-started', ...facts });
  if (ended !== undefined) evidence.note(60, { type: 'hook-ended', ...facts, ...ended });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({ fault: 'never-ready', cause: expect.stringContaining(cause) });
});

test('a postStart that fails because the program has ended is not said to keep the pod from being ready', () => {
  const facts = { pod: 'old-d', container: 'app' } as const;
  const evidence = rehearsedRollout()
    .note(0, { type: 'pod-created', pod: 'old-d', revision: 1 })
    .note(50, { type: 'container-started', ...facts, restartCount: 0 })
    .note(50, { type: 'hook-started', ...facts, hook: 'postStart' })
    .note(60, { type: 'hook-ended', ...facts, hook: 'postStart', outcome: 'failure' })
    .note(65, { type: 'container-exited', ...facts, exitCode: 1, reason: 'Error' });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({ fault: 'never-ready', cause: 'no probe was answered' });
});

test('a pod whose init container fails again and again is said to be never ready for its last words', () => {
  const [pod, container] = ['old-d', 'migrate'];
  const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod, revision: 1 });
  for (const [restartCount, at] of [50, 1050].entries())
    evidence
      .note(at, { type: 'container-started', pod, container, restartCount })
      .note(at + 60, { type: 'container-exited', pod, container, exitCode: 4, reason: 'Error' });
  evidence.note(1200, { type: 'container-waiting', pod, container, reason: 'CrashLoopBackOff', forMs: 9000 });
  const text = 'relation users is missing';
  evidence.logs.push({ at: 1100, pod, container, restartCount: 1, stream: 'stderr', text, cut: false });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({
    fault: 'never-ready',
    cause:
      'the program was not started: migrate, which comes before it, exited 2 times, last with code 4; it wrote: relation users is missing',
    fix: expect.stringContaining('run the command of migrate'),
  });
});

test('where nobody was answered, nothing is said of answers', () => {
  const evidence = rehearsedRollout();
  evidence.requests.length = 0;
  evidence.request(500, undefined, { fate: 'refused' });
  const names = new Set(['start/ready-means-serving', 'start/load-answered']);
  const verdicts = judge(evidence.build()).filter(({ expectation }) => names.has(expectation));
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(['not-shown', 'not-shown']);
});

test('of a stack trace the error is told, and not its end', () => {
  const [pod, container] = ['old-d', 'app'];
  const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod, revision: 1 });
  for (const [restartCount, at] of [50, 1050].entries())
    evidence
      .note(at, { type: 'container-started', pod, container, restartCount })
      .note(at + 60, { type: 'container-exited', pod, container, exitCode: 1, reason: 'Error' });
  for (const text of ['Error: no such port', '    at main.js:7:1', '', 'Node.js v24.21.0'])
    evidence.logs.push({ at: 1100, pod, container, restartCount: 1, stream: 'stderr', text, cut: false });
  const causes = judge(evidence.build()).flatMap(({ fault, cause }) =>
    fault === 'crash-loop' ? [cause] : [],
  );
  expect(causes).toEqual(['it wrote: Error: no such port']);
});

test('a pod that becomes ready once the others are taken away was never ready', () => {
  const pod = 'old-d';
  const evidence = rehearsedRollout()
    .note(0, { type: 'pod-created', pod, revision: 1 })
    .note(95_000, { type: 'pod-deleted', pod, graceSeconds: 30 })
    .note(96_000, { type: 'pod-ready', pod, ready: true });
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict?.fault).toBe('never-ready');
});

test('a Job that ends at once is no pod of the workload that ended or never became ready', () => {
  const [pod, container] = ['migrate-1', 'app'];
  const evidence = rehearsedRollout()
    .note(100, { type: 'pod-created', pod, revision: 0 })
    .note(200, { type: 'container-started', pod, container, restartCount: 0 })
    .note(300, { type: 'container-exited', pod, container, exitCode: 0, reason: 'Completed' });
  const verdicts = judge(evidence.build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(verdicts.find(({ expectation }) => expectation === 'start/becomes-ready')).toMatchObject({
    outcome: 'pass',
    what: expect.stringContaining('3 pods'),
  });
});

test('a program that listens at localhost alone, at another port or not at all is told so', () => {
  const causeWith = (listening: (evidence: ReturnType<typeof rehearsedRollout>) => unknown) => {
    const pod = 'old-d';
    const evidence = rehearsedRollout().note(0, { type: 'pod-created', pod, revision: 1 });
    listening(evidence);
    evidence.note(900, {
      type: 'probe',
      pod,
      container: 'app',
      probe: 'readiness',
      outcome: 'failure',
      message: 'Error: connect ECONNREFUSED 198.18.0.3:3000',
      startedAt: 890,
    });
    const verdicts = judge(evidence.build());
    return verdicts.find(({ fault }) => fault === 'never-ready');
  };
  const pod = 'old-d';
  expect(
    causeWith((evidence) => evidence.note(100, { type: 'loopback-port', pod, port: 3000 })),
  ).toMatchObject({
    cause: expect.stringContaining('listens on port 3000 at localhost alone'),
    fix: expect.stringContaining('0.0.0.0'),
  });
  const other = { type: 'port', pod, port: 8080, listening: true } as const;
  expect(causeWith((evidence) => evidence.note(100, other))?.cause).toMatch(
    /the program listens on port 8080$/,
  );
  expect(causeWith(() => undefined)?.cause).toMatch(/the program listens on no port$/);
});

test('the init containers that succeeded are counted, each once, and no others', () => {
  const evidence = rehearsedRollout();
  const init = (name: string) => containerFacts({ name, role: 'init', probes: {} });
  evidence.workload = { ...evidence.workload, containers: [init('wait'), init('migrate'), containerFacts()] };
  const exited = { type: 'container-exited', pod: 'old-a', exitCode: 0, reason: 'Completed' } as const;
  for (const [at, container] of [
    [1, 'wait'],
    [2, 'wait'],
    [3, 'migrate'],
  ] as const)
    evidence.note(at, { ...exited, container });
  evidence.events.sort((a, b) => a.at - b.at);
  expect(
    judge(evidence.build()).find(({ expectation }) => expectation === 'start/init-before-serving')?.what,
  ).toBe('2 init containers succeeded before the program started.');
});

test('below a probe that fails stand the last lines of the container that it asks, not of one that started later', () => {
  const facts = { pod: 'old-d', restartCount: 0, stream: 'stderr', cut: false } as const;
  const evidence = rehearsedRollout()
    .note(0, { type: 'pod-created', pod: 'old-d', revision: 1 })
    .started('old-d', 50);
  evidence.workload = {
    ...evidence.workload,
    containers: [...evidence.workload.containers, containerFacts({ name: 'agent' })],
  };
  evidence.note(60, { type: 'container-started', pod: 'old-d', container: 'agent', restartCount: 0 });
  evidence.note(5000, {
    type: 'probe',
    pod: 'old-d',
    container: 'app',
    probe: 'readiness',
    outcome: 'failure',
    message: '/ answered 503',
    startedAt: 4990,
  });
  evidence.logs.push(
    { ...facts, at: 100, container: 'app', text: 'waiting for the database' },
    { ...facts, at: 200, container: 'agent', text: 'agent is up' },
  );
  const verdict = judge(evidence.build()).find(({ expectation }) => expectation === 'start/becomes-ready');
  expect(verdict).toMatchObject({ fault: 'never-ready', output: ['waiting for the database'] });
});
