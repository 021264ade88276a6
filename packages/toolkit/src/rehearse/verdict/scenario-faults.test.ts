import { expect, test } from 'vitest';
import type { ScenarioName } from '../scenario-names.ts';
import { traceOf } from '../requests.ts';
import { containerFacts, rehearsedRollout, type EvidenceBuilder } from '../testing/index.ts';
import { judge } from './index.ts';

/** A sound rehearsal with one more scenario from 60 s to 90 s, in the calm of which new-a, new-b and new-c serve. */
function during(scenario: ScenarioName): EvidenceBuilder {
  const evidence = rehearsedRollout().scenario(scenario, 60_000, 90_000);
  for (let n = 0; n < 300; n++) evidence.request(60_000 + n * 100, `new-${'abc'[n % 3]}`);
  return evidence;
}

function killedByLiveness(evidence: EvidenceBuilder, at: number): EvidenceBuilder {
  const facts = { pod: 'new-a', container: 'app' };
  for (let n = 0; n < 3; n++)
    evidence.note(at - 3000 + n * 1000, {
      ...facts,
      type: 'probe',
      probe: 'liveness',
      outcome: 'failure',
      message: 'Error: no answer within 1 s',
      startedAt: at - 4000 + n * 1000,
    });
  return evidence
    .note(at, { ...facts, type: 'container-killed', reason: 'liveness probe failed', graceSeconds: 30 })
    .note(at + 10, { ...facts, type: 'signal', signal: 'SIGTERM' })
    .note(at + 4000, { ...facts, type: 'container-exited', exitCode: 0, reason: 'Completed' })
    .started('new-a', at + 4500, 1);
}

function rolledOut(evidence: EvidenceBuilder, at: number, pod: string): EvidenceBuilder {
  return evidence
    .note(at, { type: 'rollout-started', revision: 3 }, { type: 'pod-created', pod, revision: 3 })
    .note(at + 500, { type: 'container-started', pod, container: 'app', restartCount: 0 });
}

function measured(
  evidence: EvidenceBuilder,
  at: number,
  what: 'stall-short' | 'stall-long' | 'squeezed' | 'struck' | 'state-written' | 'state-read' | 'traced',
  value: number | string | boolean,
  pod = 'new-a',
): EvidenceBuilder {
  const scenario = evidence.scenarios.at(-1)?.name ?? 'start';
  return evidence.note(at, { type: 'measured', scenario, what, value, pod });
}

/** Evidence that shows exactly the fault by whose name it goes. */
const shown: Record<string, () => EvidenceBuilder> = {
  'liveness-kills-busy': () =>
    measured(killedByLiveness(during('cpu-squeeze'), 70_000), 60_500, 'squeezed', 250),
  'no-liveness-for-stall': () => measured(during('stall'), 85_000, 'stall-long', 20_000),
  'liveness-depends-on-dependency'() {
    const evidence = killedByLiveness(during('dependency-outage'), 70_000);
    evidence.workload = { ...evidence.workload, dependencies: [{ name: 'db', critical: false }] };
    return evidence
      .note(65_000, { type: 'dependency', name: 'db', state: 'cut' })
      .note(75_000, { type: 'dependency', name: 'db', state: 'up' });
  },
  'readiness-never-red'() {
    const evidence = during('dependency-outage');
    evidence.workload = { ...evidence.workload, dependencies: [{ name: 'db', critical: true }] };
    for (let n = 0; n < 20; n++) evidence.request(66_000 + n * 100, 'new-a', { fate: 'status', status: 500 });
    return evidence
      .note(65_000, { type: 'dependency', name: 'db', state: 'cut' })
      .note(75_000, { type: 'dependency', name: 'db', state: 'up' });
  },
  'not-ready-on-outage'() {
    const evidence = during('dependency-outage');
    evidence.workload = { ...evidence.workload, dependencies: [{ name: 'cache', critical: false }] };
    return evidence
      .note(65_000, { type: 'dependency', name: 'cache', state: 'cut' })
      .note(67_000, { type: 'pod-ready', pod: 'new-a', ready: false })
      .note(75_000, { type: 'dependency', name: 'cache', state: 'up' })
      .ended('new-a', 95_000);
  },
  'crash-loop'() {
    const evidence = measured(during('kill'), 61_000, 'struck', 'SIGKILL');
    const facts = { pod: 'new-a', container: 'app' };
    for (const [restart, at] of [61_010, 63_000, 75_000].entries())
      evidence
        .note(at, { ...facts, type: 'container-exited', exitCode: restart === 0 ? 137 : 1, reason: 'Error' })
        .note(at + 500, { ...facts, type: 'container-started', restartCount: restart + 1 });
    return evidence;
  },
  'state-lost': () =>
    measured(measured(during('kill'), 61_000, 'state-written', true), 80_000, 'state-read', false, 'new-b'),
  'oom-killed'() {
    const evidence = during('oom').note(65_000, {
      type: 'container-exited',
      pod: 'new-a',
      container: 'app',
      exitCode: 137,
      reason: 'OOMKilled',
    });
    evidence.request(65_010, 'new-a', { fate: 'refused' });
    return evidence.started('new-a', 66_000, 1);
  },
  leak() {
    const evidence = during('oom');
    for (const pod of ['new-a', 'new-b', 'new-c'])
      for (let at = 10_500; at < 60_000; at += 500)
        evidence.usage.push(usage(pod, at, 80 + (at - 10_500) / 300));
    return evidence;
  },
  throttled() {
    const evidence = rehearsedRollout();
    evidence.workload = { ...evidence.workload, containers: [containerFacts({ cpuLimitMilli: 500 })] };
    for (let at = 12_000; at < 50_000; at += 500)
      evidence.usage.push({ ...usage('new-a', at, 80), throttledMs: at / 5 });
    return evidence;
  },
  'config-not-validated'() {
    const evidence = rolledOut(broken(during('bad-config')), 61_000, 'bad');
    // What it answers with a broken configuration is that fault again, and no error of the program by itself.
    for (let at = 75_000; at < 76_000; at += 100)
      evidence.request(at, 'bad', { fate: 'status', status: 500 });
    return evidence.note(63_000, { type: 'pod-ready', pod: 'bad', ready: true });
  },
  'config-error-silent'() {
    const evidence = rolledOut(broken(during('bad-config')), 61_000, 'bad');
    evidence.logs.push(line('bad', 61_700, '{"msg":"fatal"}'));
    return evidence.note(61_800, {
      type: 'container-exited',
      pod: 'bad',
      container: 'app',
      exitCode: 1,
      reason: 'Error',
    });
  },
  'config-change-crash': () =>
    during('config-change')
      .note(61_000, { type: 'measured', scenario: 'config-change', what: 'config-good', value: 'shop' })
      .note(62_000, { type: 'measured', scenario: 'config-change', what: 'config-bad', value: 'shop' })
      .note(63_000, {
        type: 'container-exited',
        pod: 'new-a',
        container: 'app',
        exitCode: 1,
        reason: 'Error',
      })
      .started('new-a', 64_000, 1),
  'migration-not-gated'() {
    const evidence = during('failing-migration').note(60_500, {
      type: 'measured',
      scenario: 'failing-migration',
      what: 'init-broken',
      value: 'migrate',
    });
    return rolledOut(evidence, 61_000, 'bad').note(63_000, { type: 'pod-ready', pod: 'bad', ready: true });
  },
  'logs-not-json'() {
    const evidence = during('logs');
    evidence.logs.push(line('new-a', 20_000, 'listening on port 8080'));
    return evidence;
  },
  'log-cut'() {
    const evidence = during('logs');
    evidence.logs.push({ ...line('old-a', 18_000, '{"msg":"bye'), cut: true });
    return evidence;
  },
  'last-logs-lost'() {
    const evidence = during('logs');
    for (const { pod, endedAt } of evidence.requests)
      if (pod === 'old-a') evidence.logs.push(line(pod, endedAt, '{"msg":"request"}'));
    for (let n = 0; n < 10; n++) evidence.request(11_200 + n * 100, 'old-a');
    return evidence;
  },
  'spans-missing'() {
    const evidence = during('trace');
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    evidence.workload = { ...evidence.workload, containers: [containerFacts({ env })] };
    return evidence;
  },
  'trace-broken'() {
    const evidence = during('trace');
    for (let n = 0; n < 6; n++) measured(evidence, 61_000 + n, 'traced', `1${n}`);
    evidence.spans.push(span('ffff'));
    return evidence;
  },
  'spans-lost-at-exit'() {
    const evidence = during('trace');
    for (let at = 11_000; at < 18_100; at += 10) evidence.request(at, 'old-a');
    for (const { id, endedAt } of evidence.requests) {
      const { traceId } = traceOf(id) ?? {};
      if (traceId !== undefined && endedAt < 14_000) evidence.spans.push(span(traceId));
    }
    return evidence;
  },
  'probe-timeout-too-short'() {
    const evidence = rehearsedRollout();
    for (let n = 0; n < 4; n++) {
      const at = 20_000 + n * 2000;
      evidence.note(at, {
        type: 'probe',
        pod: 'new-a',
        container: 'app',
        probe: 'readiness',
        outcome: 'failure',
        message: 'Error: no answer within 1 s',
        startedAt: at - 1000,
      });
    }
    return evidence;
  },
  'read-only-root-failed': () => failedStart('Error: EROFS: read-only file system, open /app/cache'),
  'non-root-failed': () => failedStart('Error: EACCES: permission denied, mkdir /app/data'),
};

test.each(Object.keys(shown))('%s is found', (fault) => {
  const verdicts = judge((shown[fault]?.() ?? rehearsedRollout()).build());
  const failures = verdicts.filter(({ outcome }) => outcome === 'fail');
  // A start that fails is told of by its own expectation too.
  const others = fault.endsWith('-failed') ? ['never-ready', 'crashed'] : [];
  expect(failures.map((failure) => failure.fault)).toContain(fault);
  for (const failure of failures) {
    expect([fault, ...others]).toContain(failure.fault);
    expect(`${failure.what}${failure.cause}${failure.fix}`).not.toMatch(/undefined|NaN|Infinity/);
  }
});

test.each([
  'stall',
  'cpu-squeeze',
  'dependency-outage',
  'kill',
  'oom',
  'bad-config',
  'failing-migration',
  'config-change',
  'logs',
  'trace',
] as const)('a sound program misses nothing in %s', (scenario) => {
  const verdicts = judge(during(scenario).build());
  expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
});

test('what a killed pod had under way is nobody’s fault, what another pod loses is', () => {
  const evidence = measured(during('kill'), 61_000, 'struck', 'SIGKILL');
  const facts = { pod: 'new-a', container: 'app' };
  evidence.note(61_010, { ...facts, type: 'container-exited', exitCode: 137, reason: 'Error' });
  evidence.request(60_990, 'new-a', { fate: 'reset', endedAt: 61_010 });
  evidence.request(61_500, 'new-a', { fate: 'refused' });
  evidence.started('new-a', 62_000, 1);
  const carriesOn = () =>
    judge(evidence.build()).find(({ expectation }) => expectation === 'kill/others-carry-on')?.outcome;
  expect(carriesOn()).toBe('pass');
  evidence.request(61_500, 'new-b', { fate: 'closed' });
  expect(carriesOn()).toBe('fail');
});

test('503 with Retry-After under pressure is no loss; while draining it is', () => {
  const evidence = during('oom');
  evidence.request(65_000, 'new-a', { fate: 'status', status: 503, retryAfter: true });
  const failures = judge(evidence.build()).filter(({ outcome }) => outcome === 'fail');
  expect(failures).toEqual([]);
});

function broken(evidence: EvidenceBuilder): EvidenceBuilder {
  return evidence.note(60_500, {
    type: 'measured',
    scenario: 'bad-config',
    what: 'variable-broken',
    value: 'DATABASE_URL',
  });
}

/** A pod of the first revision that exits at once. */
function failedStart(text: string): EvidenceBuilder {
  const evidence = rehearsedRollout();
  const pod = 'old-d';
  evidence.logs.push({ ...line(pod, 100, text), stream: 'stderr' });
  evidence.logs.push(line(pod, 90, '{"msg":"starting"}'));
  return evidence
    .note(0, { type: 'pod-created', pod, revision: 1 })
    .note(50, { type: 'container-started', pod, container: 'app', restartCount: 0 })
    .note(110, { type: 'container-exited', pod, container: 'app', exitCode: 1, reason: 'Error' });
}

function line(pod: string, at: number, text: string) {
  return { at, pod, container: 'app', restartCount: 0, stream: 'stdout', text, cut: false } as const;
}

function usage(pod: string, at: number, mebibytes: number) {
  return {
    at,
    pod,
    container: 'app',
    memoryBytes: mebibytes * 2 ** 20,
    cpuMs: at / 10,
    throttledMs: undefined,
  };
}

function span(traceId: string) {
  const facts = { service: 'shop', pod: undefined, spanId: 'a', parentSpanId: undefined, name: 'GET /' };
  return { at: 20_000, traceId, kind: 'server', ...facts } as const;
}
