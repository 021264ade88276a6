import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { testCluster } from '../testing/index.ts';
import { Kubelet } from './index.ts';

const app = { name: 'app' };
const sleeping = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });

test('§4 trap 5: preStop and what follows the signal share one grace period', async () => {
  const { clock, engine, run } = testCluster({ stop: 'ignored' });
  const pod = run({ terminationGracePeriodSeconds: 30, containers: [{ ...app, ...sleeping(10) }] });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(60_000);
  expect(engine.of('app').slice(1)).toEqual([
    { at: 15_000, act: 'SIGTERM' },
    { at: 35_000, act: 'SIGKILL' },
    { at: 35_000, act: 'exited' },
  ]);
});

test('§4 preStop waits at most the grace period, then the signal gets its minimum of 2 s', async () => {
  const { clock, engine, of, run } = testCluster({ stop: 'ignored' });
  const pod = run({ terminationGracePeriodSeconds: 30, containers: [{ ...app, ...sleeping(60) }] });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(60_000);
  const facts = { pod: pod.name, container: 'app', hook: 'preStop' };
  expect(of('hook-ended')).toEqual([{ type: 'hook-ended', ...facts, outcome: 'timeout', at: 35_000 }]);
  expect(engine.of('app').slice(1, 3)).toEqual([
    { at: 35_000, act: 'SIGTERM' },
    { at: 37_000, act: 'SIGKILL' },
  ]);
});

test('§4 a pod is there until what was killed has ended', async () => {
  const { clock, engine, run } = testCluster({ stop: 'ignored', killMs: 3000 });
  const pod = run({ terminationGracePeriodSeconds: 10, containers: [app] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(12_000);
  expect([engine.of('app').at(-1)?.act, engine.removed, pod.status.removed]).toEqual(['SIGKILL', [], false]);
  await clock.advance(2000);
  expect([engine.removed, pod.status.removed]).toEqual([[pod.name], true]);
});

test('§4 trap 5: 2 s are a minimum and no bonus', async () => {
  const { clock, engine, run } = testCluster({ stop: 'ignored' });
  const pod = run({ terminationGracePeriodSeconds: 10, containers: [{ ...app, ...sleeping(7) }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(60_000);
  expect(
    engine
      .of('app')
      .slice(1, 3)
      .map(({ at }) => at),
  ).toEqual([8000, 11_000]);
});

test('§4 only whole seconds of preStop are deducted', async () => {
  const { clock, engine, run } = testCluster({
    stop: 'ignored',
    answer: ({ kind }) => (kind === 'exec' ? { outcome: 0, afterMs: 1900 } : undefined),
  });
  const preStop = { exec: { command: ['wait'] } };
  const pod = run({ terminationGracePeriodSeconds: 10, containers: [{ ...app, lifecycle: { preStop } }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(60_000);
  expect(
    engine
      .of('app')
      .slice(1, 3)
      .map(({ at }) => at),
  ).toEqual([2900, 11_900]);
});

test('§4 with a grace period of 0, a deletion still leaves preStop 1 s, and the signal its 2 s', async () => {
  const { clock, engine, of, run } = testCluster({ stop: 'ignored' });
  const pod = run({ terminationGracePeriodSeconds: 0, containers: [{ ...app, ...sleeping(5) }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(5000);
  expect(of('hook-ended')).toEqual([expect.objectContaining({ outcome: 'timeout', at: 2000 })]);
  expect(engine.of('app').slice(1, 3)).toEqual([
    { at: 2000, act: 'SIGTERM' },
    { at: 4000, act: 'SIGKILL' },
  ]);
  expect(pod.status.removed).toBe(true);
});

test('§4 with a grace period of 0, preStop is skipped where a probe has the container killed', async () => {
  const { clock, of, run } = testCluster((_, restarts) => ({
    answer: () => ({ outcome: restarts === 0 ? 500 : 200 }),
  }));
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
  run({ terminationGracePeriodSeconds: 0, containers: [{ ...app, ...sleeping(5), livenessProbe }] });
  await clock.advance(5000);
  expect(of('hook-started')).toEqual([]);
  expect(of('signal')).toMatchObject([{ at: 2000, pod: 'pod', container: 'app', signal: 'SIGTERM' }]);
});

test.each([
  ['exec', { exec: { command: ['false'] } }],
  ['sleep of no kind', {}],
])('§4 a preStop that fails (%s) is an event and no more', async (_, preStop) => {
  const { clock, engine, of, run } = testCluster({
    answer: ({ kind }) => (kind === 'exec' ? { outcome: 1 } : undefined),
  });
  const pod = run({ containers: [{ ...app, lifecycle: { preStop } }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(1);
  expect(of('hook-ended').map(({ outcome }) => outcome)).toEqual(['failure']);
  expect(engine.of('app').map(({ act }) => act)).toContain('SIGTERM');
});

test('§4 any status of an http preStop is success, and an empty host is the pod’s IP', async () => {
  const { clock, of, run } = testCluster({ answer: () => ({ outcome: 500 }) });
  const preStop = { httpGet: { port: 80, host: '' } };
  const pod = run({ containers: [{ ...app, lifecycle: { preStop } }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(1);
  expect(of('hook-ended').map(({ outcome }) => outcome)).toEqual(['success']);
});

test('§4 all main containers are ended in parallel', async () => {
  const { clock, engine, run } = testCluster({ stop: { afterMs: 5000, code: 0 } });
  const pod = run({ containers: [app, { name: 'other' }] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(10_000);
  const signals = engine.acts
    .filter(({ act }) => act === 'SIGTERM')
    .map(({ at, container }) => [container, at]);
  expect(signals).toEqual([
    ['app', 1000],
    ['other', 1000],
  ]);
});

test.each([
  ['the image’s STOPSIGNAL', undefined, 'SIGQUIT', 'SIGQUIT'],
  ['SIGTERM without one', undefined, undefined, 'SIGTERM'],
  ['not lifecycle.stopSignal, which a cluster drops,', 'SIGINT', 'SIGQUIT', 'SIGQUIT'],
  ['not even without a STOPSIGNAL of the image,', 'SIGINT', undefined, 'SIGTERM'],
] as const)(
  '§4 trap 6: the stop signal, %s is sent once and to PID 1',
  async (_, stated, ofImage, signal) => {
    const { clock, engine, run } = testCluster({
      stop: { afterMs: 5000, code: 0 },
      ...(ofImage && { stopSignal: ofImage }),
    });
    const pod = run({ containers: [{ ...app, ...(stated && { lifecycle: { stopSignal: stated } }) }] });
    await clock.advance(1000);
    pod.delete();
    await clock.advance(20_000);
    expect(engine.of('app').map(({ act }) => act)).toEqual(['start', signal, 'exited']);
  },
);

test('§4 trap 6: a process without a handler survives as PID 1 until SIGKILL, 137', async () => {
  const { clock, of, run } = testCluster({ stop: 'ignored' });
  const pod = run({ containers: [app] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(40_000);
  expect(of('container-exited')).toEqual([expect.objectContaining({ at: 31_000, exitCode: 137 })]);
});

test('§4 the kubelet hears of a deletion 0–1 s later', async () => {
  const lags = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => {
      const { clock, engine, note, of } = testCluster();
      const fault = (error: unknown) => expect.unreachable(String(error));
      const kubelet = new Kubelet({ clock, engine, note, random: seededRandom(seed), fault });
      const pod = kubelet.run({ name: 'pod', revision: 1, spec: { containers: [app] } });
      await clock.advance(5000);
      pod.delete();
      await clock.advance(5000);
      return (of('signal')[0]?.at ?? 0) - 5000;
    }),
  );
  expect(Math.min(...lags)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...lags)).toBeLessThan(200);
  expect(Math.max(...lags)).toBeLessThanOrEqual(1000);
  expect(Math.max(...lags)).toBeGreaterThan(800);
  expect(new Set(lags).size).toBe(20);
});

test.each([
  [0, 'Succeeded'],
  [1, 'Failed'],
])(
  '§4 when all has stopped, by exit code %d, the pod gets its terminal phase, %s, and its object goes',
  async (code, phase) => {
    const { clock, of, run } = testCluster({ stop: { afterMs: 3000, code } });
    const pod = run({ containers: [app] });
    await clock.advance(1000);
    pod.delete();
    await clock.advance(10_000);
    expect(of('pod-phase').at(-1)).toMatchObject({ at: 4000, phase });
    expect(of('pod-removed')).toEqual([expect.objectContaining({ at: 4000 })]);
    expect(clock.pending).toBe(0);
  },
);

test('§4 trap 2: a deletion leaves Ready as it is', async () => {
  const { clock, run } = testCluster({ stop: { afterMs: 5000, code: 0 } });
  const pod = run({ containers: [app] });
  await clock.advance(2000);
  pod.delete();
  await clock.advance(3000);
  expect(pod.status).toMatchObject({ ready: true, deletedAt: 2000 });
});

test('§4 trap 2: nor does the exit of one of several containers meanwhile change it', async () => {
  const { clock, of, run } = testCluster((name) => ({
    stop: { afterMs: name === 'app' ? 15_000 : 0, code: 0 },
  }));
  const pod = run({ containers: [app, { name: 'helper' }] });
  await clock.advance(2000);
  pod.delete();
  await clock.advance(14_999);
  expect(of('container-exited').map(({ container }) => container)).toEqual(['helper']);
  expect(pod.status).toMatchObject({ phase: 'Running', ready: true });
  await clock.advance(1);
  expect(of('pod-ready').map(({ at, ready }) => [at, ready])).toEqual([
    [1000, true],
    [17_000, false],
  ]);
});

test.each([
  ['has nobody who answers: a failure', { httpGet: { port: 80 } }, false],
  ['cannot run a command: discarded', { exec: { command: ['check'] } }, true],
])('§4 trap 3: the readiness probe of a container that exited meanwhile %s', async (_, probe, ready) => {
  const { clock, run } = testCluster((name) => ({
    stop: { afterMs: name === 'app' ? 15_000 : 0, code: 0 },
  }));
  const readinessProbe = { ...probe, periodSeconds: 1, failureThreshold: 3 };
  const pod = run({ containers: [app, { name: 'helper', readinessProbe }] });
  await clock.advance(2000);
  pod.delete();
  await clock.advance(2999);
  expect(pod.status.ready).toBe(true);
  await clock.advance(1001);
  expect(pod.status.ready).toBe(ready);
});

test('§4 trap 3: readiness probes go on after the signal and turn Ready; liveness probes stop', async () => {
  const { clock, of, run } = testCluster({
    stop: { afterMs: 20_000, code: 0 },
    answer: ({ sinceStartMs }) => (sinceStartMs > 10_000 ? { outcome: 503 } : undefined),
  });
  const probe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 3 };
  const pod = run({ containers: [{ ...app, readinessProbe: probe, livenessProbe: probe }] });
  await clock.advance(9500);
  pod.delete();
  await clock.advance(15_000);
  const late = of('probe').filter(({ at }) => at > 9500);
  expect(new Set(late.map(({ probe }) => probe))).toEqual(new Set(['readiness']));
  expect(late.length).toBeGreaterThan(10);
  expect(of('pod-ready').at(-1)).toMatchObject({ ready: false, at: 13_000 });
});

test('§4 property: SIGTERM comes once and within the grace period, SIGKILL by grace + 2 s, never less than 2 s after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 80 }),
      fc.option(fc.integer({ min: 0, max: 90_000 })),
      async (terminationGracePeriodSeconds, preStopSeconds, stopsAfterMs) => {
        const { clock, engine, run } = testCluster({
          stop: stopsAfterMs === null ? 'ignored' : { afterMs: stopsAfterMs, code: 0 },
        });
        const pod = run({
          terminationGracePeriodSeconds,
          containers: [{ ...app, ...sleeping(preStopSeconds) }],
        });
        await clock.advance(1000);
        pod.delete();
        await clock.advance(120_000);
        const graceMs = terminationGracePeriodSeconds * 1000;
        const [start, term, ...rest] = engine.of('app');
        expect(start?.act).toBe('start');
        expect(term).toEqual({ act: 'SIGTERM', at: 1000 + Math.min(preStopSeconds * 1000, graceMs) });
        const end = rest.at(-1)?.at ?? Infinity;
        expect(end).toBeLessThanOrEqual(1000 + graceMs + 2000);
        const kill = rest.find(({ act }) => act === 'SIGKILL');
        if (kill !== undefined) expect(kill.at - (term?.at ?? 0)).toBeGreaterThanOrEqual(2000);
        expect(pod.status.removed).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
