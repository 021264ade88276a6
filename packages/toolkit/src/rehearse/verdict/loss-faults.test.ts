import { expect, test } from 'vitest';
import { containerFacts, rehearsedRollout, type EvidenceBuilder } from '../testing/index.ts';
import { judge } from './index.ts';

/** When SIGTERM reaches old-a in a rehearsed rollout. */
const STOP = 11_100;

/** Evidence that shows exactly the fault by whose name it goes. */
const shown: Record<string, () => EvidenceBuilder> = {
  'listener-closed-early'() {
    const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 3000 });
    times(111, (n) => evidence.request(STOP + 10 + n * 12, 'old-a', { fate: 'refused' }));
    return evidence;
  },
  'keep-alive-reset'() {
    const evidence = rehearsedRollout();
    times(3, (n) => evidence.request(STOP + 5000 + n, 'old-a', { fate: 'reset', fresh: false }));
    return evidence;
  },
  'in-flight-cut'() {
    const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 1000, routedMs: 0 });
    evidence.request(STOP - 500, 'old-a', { fate: 'closed', endedAt: STOP + 990, fresh: false });
    return evidence;
  },
  'exits-at-signal'() {
    const evidence = rehearsedRollout({ closesMs: 99, exitsMs: 20, exitCode: 143 });
    evidence.request(STOP - 1000, 'old-a', { fate: 'reset', endedAt: STOP + 20 });
    times(9, (n) => evidence.request(STOP + 30 + n * 50, 'old-a', { fate: 'refused' }));
    return evidence;
  },
  'rejects-while-draining'() {
    const evidence = rehearsedRollout();
    times(9, (n) =>
      evidence.request(STOP + n * 50, 'old-a', { fate: 'status', status: 503, retryAfter: true }),
    );
    return evidence;
  },
  'killed-at-grace-end'() {
    const evidence = rehearsedRollout({ closesMs: 0, exitsMs: 30_000, exitCode: 137, routedMs: 0 });
    evidence.request(STOP + 29_990, 'old-a', { fate: 'reset', fresh: false });
    return evidence;
  },
  'grace-too-short'() {
    const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 30_000, exitCode: 137 });
    for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
      evidence.logs.push(line(pod, STOP + 1 + index * 2000, '{"msg":"draining"}'));
    evidence.request(STOP + 29_000, 'old-a', { fate: 'reset', endedAt: STOP + 30_001 });
    return evidence;
  },
  'signal-ignored'() {
    const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 30_000, exitCode: 137 });
    // No reaction to the signal: what was said before it, or what another probe finds.
    evidence.logs.push(line('old-a', STOP - 1000, '{"msg":"shutting down a spare worker"}'));
    const failed = {
      type: 'probe',
      pod: 'old-a',
      container: 'app',
      outcome: 'failure',
      message: '',
    } as const;
    evidence
      .note(STOP - 500, { ...failed, probe: 'readiness', startedAt: STOP - 510 })
      .note(STOP + 500, { ...failed, probe: 'liveness', startedAt: STOP + 490 });
    evidence.request(STOP + 29_000, 'old-a', { fate: 'reset', endedAt: STOP + 30_001 });
    return evidence;
  },
  'shell-as-pid-1'() {
    const evidence = rehearsedRollout({ closesMs: 40_000, exitsMs: 30_000, exitCode: 137 });
    const command = ['/bin/sh', '-c', 'node server.js; true'];
    evidence.workload = { ...evidence.workload, containers: [containerFacts({ command })] };
    return evidence;
  },
  'ready-too-early'() {
    const evidence = rehearsedRollout();
    times(4, (n) => evidence.request(10_410 + n, 'new-a', { fate: 'refused' }));
    return evidence;
  },
  'no-readiness'() {
    const evidence = rehearsedRollout();
    evidence.workload = { ...evidence.workload, containers: [containerFacts({ probes: {} })] };
    times(4, (n) => evidence.request(10_410 + n, 'new-a', { fate: 'refused' }));
    return evidence;
  },
  'surge-downtime'() {
    const evidence = rehearsedRollout();
    for (const pod of ['new-a', 'new-b', 'new-c'])
      evidence
        .note(20_000, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
        .note(21_000, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
    times(9, (n) => evidence.request(20_010 + n, undefined, { fate: 'refused' }));
    return evidence;
  },
  'recreate-downtime'() {
    const evidence = shown['surge-downtime']?.() ?? rehearsedRollout();
    evidence.workload = { ...evidence.workload, strategy: 'Recreate' };
    return evidence;
  },
  'server-errors'() {
    const evidence = rehearsedRollout();
    times(9, (n) => evidence.request(25_000 + n, 'new-a', { fate: 'status', status: 500 }));
    // Early as well: the program's own error all the same.
    evidence.request(10_410, 'new-a', { fate: 'status', status: 500 });
    return evidence;
  },
  unexplained() {
    const evidence = rehearsedRollout();
    evidence.request(25_000, 'new-a', { fate: 'closed', fresh: false });
    return evidence;
  },
  crashed() {
    const evidence = rehearsedRollout();
    evidence.note(25_000, {
      type: 'container-exited',
      pod: 'new-a',
      container: 'app',
      exitCode: 1,
      reason: 'Error',
    });
    evidence.request(25_010, 'new-a', { fate: 'refused' });
    evidence.started('new-a', 25_800, 1);
    evidence.request(25_900, 'new-a', { fate: 'refused' });
    return evidence;
  },
};

test.each(Object.keys(shown))('%s is the one fault that is found', (fault) => {
  const verdicts = judge(shown[fault]?.().build() ?? rehearsedRollout().build());
  const failures = verdicts.filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failures.map((failure) => failure.fault))).toEqual(new Set([fault]));
  for (const { cause, fix, what } of failures) {
    expect(`${what}${cause}${fix}`).not.toMatch(/undefined|NaN|Infinity/);
    expect(what).toMatch(/\d/);
  }
});

/** Evidence that is easily taken for that of another fault. */
test.each<[string, string, () => EvidenceBuilder]>([
  [
    'a port that the kernel closes with SIGKILL, and a line that names the signal',
    'signal-ignored',
    () => {
      const evidence = shown['signal-ignored']?.() ?? rehearsedRollout();
      for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries()) {
        const stopAt = STOP + index * 2000;
        evidence.logs.push(line(pod, stopAt + 1, '{"message":"SIGTERM"}'));
        evidence.note(stopAt + 30_000, { type: 'port', pod, port: 8080, listening: false });
      }
      return evidence;
    },
  ],
  [
    'a pod without a readiness probe that is deleted before it has begun to listen',
    'no-readiness',
    () => {
      const evidence = rehearsedRollout();
      evidence.workload = { ...evidence.workload, containers: [containerFacts({ probes: {} })] };
      evidence
        .note(20_000, { type: 'pod-created', pod: 'late', revision: 1 })
        .note(20_000, { type: 'container-started', pod: 'late', container: 'app', restartCount: 0 })
        .note(20_050, { type: 'pod-ready', pod: 'late', ready: true })
        .note(20_100, { type: 'endpoint-seen', pod: 'late', proxy: 'proxy', state: 'ready' })
        .ended('late', 21_000)
        .note(23_000, { type: 'port', pod: 'late', port: 8080, listening: true });
      times(4, (n) => evidence.request(21_200 + n, 'late', { fate: 'refused' }));
      return evidence;
    },
  ],
  [
    'a route that no pod ever answers, asked for in the first seconds only',
    'server-errors',
    () => {
      const evidence = rehearsedRollout();
      times(4, (n) =>
        evidence.request(10_410 + n, 'new-a', { action: 'GET /broken', fate: 'status', status: 500 }),
      );
      return evidence;
    },
  ],
  [
    'a request by which the connection is always closed, sent in the first seconds only',
    'unexplained',
    () => {
      const evidence = rehearsedRollout();
      times(4, (n) => evidence.request(10_410 + n, 'new-a', { action: 'GET /dropped', fate: 'closed' }));
      return evidence;
    },
  ],
])('%s is still %s', (_, fault, build) => {
  const failures = judge(build().build()).filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failures.map((failure) => failure.fault))).toEqual(new Set([fault]));
});

test('a pod that ended long after it was to go is not to blame for requests that no other was there for', () => {
  const evidence = rehearsedRollout().scenario('scale', 60_000, 90_000);
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence.ended(pod, 61_000, { closesMs: 8000, exitsMs: 9000 });
  times(9, (n) => evidence.request(69_500 + n, 'new-a', { fate: 'refused' }));
  const lost = judge(evidence.build()).filter(({ expectation }) => expectation === 'scale/no-request-lost');
  expect(lost).toMatchObject([{ fault: 'surge-downtime' }]);
});

test.each([
  ['ended of their own accord', 'crashed', 'Error'],
  ['needed too much memory', 'oom-killed', 'OOMKilled'],
] as const)('where all pods %s, nobody to route to is %s', (_, fault, reason) => {
  const evidence = rehearsedRollout().scenario('config-change', 60_000, 90_000);
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence
      .note(70_000, { type: 'container-exited', pod, container: 'app', exitCode: 1, reason })
      .note(70_010, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
      .started(pod, 71_000, 1)
      .note(71_400, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  times(9, (n) => evidence.request(70_020 + n, undefined, { fate: 'refused' }));
  const lost = judge(evidence.build()).find(
    ({ expectation }) => expectation === 'config-change/no-request-lost',
  );
  expect(lost).toMatchObject({ outcome: 'fail', fault, what: expect.stringContaining('9 of 9') });
  expect(lost?.cause).not.toContain('undefined');
});

test.each([
  [
    'a script',
    'start.sh',
    'sh',
    'shell-as-pid-1',
    'PID 1 is start.sh, run by sh, which does not pass SIGTERM on',
  ],
  ['a shell', 'sh', 'sh', 'shell-as-pid-1', 'PID 1 is sh, which'],
  ['a package manager', 'npm start', 'npm start', 'shell-as-pid-1', 'PID 1 is npm, which'],
  ['what a shell has become', 'node', 'node', 'signal-ignored', 'SIGTERM had no effect'],
])('PID 1 is told as it is when the signal comes: %s', (_, name, runBy, fault, cause) => {
  const evidence = shown['signal-ignored']?.() ?? rehearsedRollout();
  const command = ['/bin/sh', '-c', 'node server.js'];
  evidence.workload = { ...evidence.workload, containers: [containerFacts({ command })] };
  for (const [index, pod] of ['old-a', 'old-b', 'old-c'].entries())
    evidence.note(STOP + index * 2000, { type: 'main-process', pod, container: 'app', name, runBy });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failures.map((failure) => failure.fault))).toEqual(new Set([fault]));
  expect(failures[0]?.cause).toContain(cause);
});

test('what the verdict says of a listener that closed early has the numbers', () => {
  const failure = judge(shown['listener-closed-early']?.().build() ?? rehearsedRollout().build()).find(
    ({ outcome }) => outcome === 'fail',
  );
  expect(failure).toMatchObject({
    expectation: 'rollout/no-request-lost',
    pattern: 3,
    pod: 'old-a',
    cause:
      'listener closed 0 ms after SIGTERM while the Service still routed to it for 1.4 s: 111 requests lost (111 refused)',
  });
  expect(failure?.fix).toContain('for at least 2 s');
  expect(failure?.requests).toHaveLength(20);
});

/** Nobody is routed to for a second, in which nine requests are refused. */
function withoutEndpoint(evidence: EvidenceBuilder, at: number): EvidenceBuilder {
  for (const pod of ['new-a', 'new-b', 'new-c'])
    evidence
      .note(at, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'unready' })
      .note(at + 1000, { type: 'endpoint-seen', pod, proxy: 'proxy', state: 'ready' });
  times(9, (n) => evidence.request(at + 10 + n, undefined, { fate: 'refused' }));
  return evidence;
}

test.each([
  ['evictions', 'drain-node', true, /evicted/, /PodDisruptionBudget/],
  ['nothing at all', 'drain-node', false, /none was being replaced/, /replicas/],
] as const)('where %s took the pods away, the words say so', (_, scenario, allowed, cause, fix) => {
  const evidence = rehearsedRollout()
    .scenario(scenario, 60_000, 90_000)
    .note(60_100, { type: 'eviction', pod: 'new-a', allowed });
  evidence.workload = { ...evidence.workload, strategy: 'Recreate' };
  const verdicts = judge(withoutEndpoint(evidence, 61_000).build());
  expect(verdicts.find(({ outcome }) => outcome === 'fail')).toMatchObject({
    fault: 'surge-downtime',
    cause: expect.stringMatching(cause),
    fix: expect.stringMatching(fix),
  });
});

test.each([
  [1, /^at least two replicas, since a StatefulSet/],
  [3, /^raise minReadySeconds/],
])('a StatefulSet of %d is not told to surge', (replicas, fix) => {
  const evidence = withoutEndpoint(rehearsedRollout(), 20_000);
  evidence.workload = { ...evidence.workload, kind: 'StatefulSet', replicas };
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(new Set(failures.map(({ fault }) => fault))).toEqual(new Set(['surge-downtime']));
  const lost = failures.filter(({ expectation }) => expectation === 'rollout/no-request-lost');
  expect(lost).toMatchObject([{ fix: expect.stringMatching(fix) }]);
});

function times(count: number, work: (n: number) => void): void {
  for (let n = 0; n < count; n++) work(n);
}

function line(pod: string, at: number, text: string) {
  return { at, pod, container: 'app', restartCount: 0, stream: 'stdout', text, cut: false } as const;
}
