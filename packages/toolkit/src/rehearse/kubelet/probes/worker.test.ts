import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Probe } from '../../../model/index.ts';
import { testCluster, VirtualClock, type ContainerScript } from '../../testing/index.ts';
import { resolveProbe } from '../spec/probe-spec.ts';
import { ProbeWorker } from './index.ts';

const ask = { httpGet: { port: 80 } };

/** Runs one container with these probes; times of probes are those at which they began. */
async function watch(
  probes: { startupProbe?: Probe; livenessProbe?: Probe; readinessProbe?: Probe },
  forMs: number,
  script: ContainerScript = {},
  options: Parameters<typeof testCluster>[1] = {},
) {
  const cluster = testCluster((_, restarts) => (restarts === 0 ? script : {}), options);
  const pod = cluster.run({ containers: [{ name: 'app', ...probes }] });
  await cluster.clock.advance(forMs);
  const times = (kind: string) =>
    cluster.of('probe').flatMap(({ probe, startedAt }) => (probe === kind ? [startedAt] : []));
  return { ...cluster, pod, times };
}

test.each([
  ['what is absent', {}],
  [
    '0',
    {
      initialDelaySeconds: 0,
      periodSeconds: 0,
      timeoutSeconds: 0,
      successThreshold: 0,
      failureThreshold: 0,
    },
  ],
])('§2 defaults for %s: period 10, time-out 1, success 1, failure 3, initial delay 0', async (_, numbers) => {
  const { times, engine } = await watch({ livenessProbe: { ...ask, ...numbers } }, 35_000, {
    answer: () => ({ outcome: 200, afterMs: 1001 }),
  });
  expect(times('liveness')).toEqual([10_000, 20_000, 30_000]);
  expect(engine.of('app')[1]).toEqual({ at: 31_000, act: 'SIGTERM' });
});

test('§2.1 trap 9: ticks count from the worker’s start, not from the container’s', async () => {
  const { times } = await watch({ livenessProbe: { ...ask, periodSeconds: 10 } }, 25_000, { startMs: 7000 });
  expect(times('liveness')).toEqual([10_000, 20_000]);
});

test('§2.1 probes of one worker never overlap: a tick missed meanwhile is made up for once', async () => {
  const { times } = await watch(
    { livenessProbe: { ...ask, periodSeconds: 2, timeoutSeconds: 10, failureThreshold: 100 } },
    20_000,
    { answer: ({ sinceStartMs }) => ({ outcome: 200, afterMs: sinceStartMs === 2000 ? 5000 : 0 }) },
  );
  expect(times('liveness')).toEqual([2000, 7000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000]);
});

test('§2.2 trap 9: readiness begins as failure, liveness as success', async () => {
  const { pod, of } = await watch(
    {
      readinessProbe: { ...ask, initialDelaySeconds: 30 },
      livenessProbe: { ...ask, initialDelaySeconds: 30 },
    },
    20_000,
  );
  expect(pod.status).toMatchObject({ ready: false, containers: [{ started: true, ready: false }] });
  expect(of('container-killed')).toEqual([]);
});

test('§2.2 a container that does not run has failed its readiness', async () => {
  const { of } = await watch({ readinessProbe: { ...ask, periodSeconds: 1 } }, 12_000, {
    exit: { afterMs: 5500, code: 1 },
  });
  const readiness = of('pod-ready').map(({ at, ready }) => `${at} ${ready}`);
  expect(readiness).toEqual(['1000 true', '6000 false', '7000 true']);
  const results = of('probe-result').map(({ at, result }) => `${at} ${result}`);
  expect(results).toEqual(['1000 success', '7000 failure', '7000 success']);
});

test('§2.2 a worker exits for good once its pod has a terminal phase', async () => {
  const clock = new VirtualClock();
  const pod = { isOver: false, probes: 0 };
  const worker = new ProbeWorker(
    'liveness',
    resolveProbe({ ...ask, periodSeconds: 2 }),
    {
      status: () => ({ state: { kind: 'running', id: 'one', startedAt: 0 }, started: true }),
      isOver: () => pod.isOver,
      probe: () => {
        pod.probes++;
        return Promise.resolve('success');
      },
      decided: () => undefined,
    },
    clock,
  );
  const exited = worker.run();
  await clock.advance(3000);
  pod.isOver = true;
  await clock.advance(1000);
  await exited;
  expect(pod.probes).toBe(2);
  expect(clock.pending).toBe(0);
});

test('§2.3 initialDelaySeconds counts from the whole second in which the container started', async () => {
  const livenessProbe = { ...ask, periodSeconds: 1, initialDelaySeconds: 5 };
  const asked = async (startMs: number) =>
    (await watch({ livenessProbe }, 7500, { startMs })).times('liveness');
  expect(await asked(999)).toEqual([5000, 6000, 7000]);
  expect(await asked(1000)).toEqual([6000, 7000]);
});

test('§2.4 readiness and liveness wait for the startup probe, which idles once it has succeeded', async () => {
  const { times } = await watch(
    {
      startupProbe: { ...ask, periodSeconds: 3, failureThreshold: 10 },
      readinessProbe: { ...ask, periodSeconds: 4 },
      livenessProbe: { ...ask, periodSeconds: 4 },
    },
    20_000,
    { answer: ({ sinceStartMs }) => ({ outcome: sinceStartMs < 8000 ? 503 : 200 }) },
  );
  expect(times('startup')).toEqual([3000, 6000, 9000]);
  expect(times('readiness')[0]).toBe(9000);
  expect(times('liveness')[0]).toBe(12_000);
});

test('§2.5 what could not be asked counts for nothing', async () => {
  const { of, times } = await watch(
    { livenessProbe: { ...ask, periodSeconds: 1, failureThreshold: 1 } },
    10_000,
    { answer: () => ({ outcome: 'broken-body' }) },
  );
  expect(times('liveness').length).toBeGreaterThan(5);
  expect(new Set(of('probe').map(({ outcome }) => outcome))).toEqual(new Set(['error']));
  expect(of('container-killed')).toEqual([]);
});

test('§2.6 only consecutive results count towards a threshold', async () => {
  const bad = new Set([3000, 4000, 6000, 7000, 9000, 10_000, 11_000]);
  const { of } = await watch({ livenessProbe: { ...ask, periodSeconds: 1, failureThreshold: 3 } }, 12_000, {
    answer: ({ sinceStartMs }) => ({ outcome: bad.has(sinceStartMs) ? 500 : 200 }),
  });
  expect(of('container-killed')).toEqual([expect.objectContaining({ at: 11_000 })]);
});

test('§2.6 a success threshold above 1 needs as many successes in a row', async () => {
  const { of } = await watch({ readinessProbe: { ...ask, periodSeconds: 1, successThreshold: 3 } }, 10_000);
  const before = of('probe').filter(({ at }) => at <= (of('pod-ready')[0]?.at ?? 0));
  expect(before).toHaveLength(3);
});

test.each(['liveness', 'startup'])(
  '§2.7 after a %s failure the worker holds until there is a new container',
  async (kind) => {
    const { times, engine } = await watch(
      { [`${kind}Probe`]: { ...ask, periodSeconds: 1, failureThreshold: 2 } },
      15_000,
      { stop: { afterMs: 6500, code: 0 }, answer: () => ({ outcome: 500 }) },
    );
    expect(engine.of('app').find(({ act }) => act === 'SIGTERM')?.at).toBe(3000);
    // The signal's 6.5 s, the start, and the relist that sees it.
    expect(times(kind).filter((at) => at > 3000 && at <= 10_000)).toEqual([]);
    expect(times(kind).length).toBeGreaterThan(2);
  },
);

test('§2.7 the failures of one container do not count against the next', async () => {
  const { clock, of, run } = testCluster({ answer: () => ({ outcome: 500 }) });
  run({ containers: [{ name: 'app', livenessProbe: { ...ask, periodSeconds: 1, failureThreshold: 3 } }] });
  await clock.advance(10_000);
  const [first, second] = of('container-killed').map(({ at }) => at);
  const failures = of('probe').map(({ at }) => at);
  expect(failures.filter((at) => at <= (first ?? 0))).toHaveLength(3);
  expect(failures.filter((at) => at <= (second ?? 0))).toHaveLength(6);
});

test('§2 a startup probe that fails for good has the container killed and started again', async () => {
  const { engine } = await watch(
    { startupProbe: { ...ask, periodSeconds: 2, failureThreshold: 3 } },
    20_000,
    { answer: () => ({ outcome: 'refused' }) },
  );
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'SIGTERM', 'exited', 'start']);
  expect(engine.of('app')[1]?.at).toBe(6000);
});

test.each(['livenessProbe', 'startupProbe'])(
  '§2 the own terminationGracePeriodSeconds of a %s is the grace of the kill',
  async (kind) => {
    const { engine, of } = await watch(
      { [kind]: { ...ask, periodSeconds: 1, failureThreshold: 1, terminationGracePeriodSeconds: 5 } },
      20_000,
      { stop: 'ignored', answer: () => ({ outcome: 500 }) },
    );
    expect(engine.of('app').slice(1, 3)).toEqual([
      { at: 2000, act: 'SIGTERM' },
      { at: 7000, act: 'SIGKILL' },
    ]);
    expect(of('container-killed')).toMatchObject([{ pod: 'pod', container: 'app', graceSeconds: 5 }]);
  },
);

test('§2 under policy Never what a liveness failure ends is not started again', async () => {
  const { clock, engine, run } = testCluster({ answer: () => ({ outcome: 500 }) });
  const livenessProbe = { ...ask, periodSeconds: 1, failureThreshold: 1 };
  const pod = run({ restartPolicy: 'Never', containers: [{ name: 'app', livenessProbe }] });
  await clock.advance(10_000);
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'SIGTERM', 'exited']);
  expect(pod.status.phase).toBe('Succeeded');
});

test('§2 a liveness probe whose body never ends has nobody restarted', async () => {
  const { of } = await watch({ livenessProbe: { ...ask, periodSeconds: 1, failureThreshold: 1 } }, 30_000, {
    answer: () => ({ outcome: 'stalled-body' }),
  });
  expect(of('probe').length).toBeGreaterThan(5);
  expect(of('container-killed')).toEqual([]);
});

test('§2 a liveness failure runs preStop before the signal', async () => {
  const { clock, engine, run } = testCluster((_, restarts) =>
    restarts === 0 ? { answer: () => ({ outcome: 500 }) } : {},
  );
  const lifecycle = { preStop: { sleep: { seconds: 4 } } };
  run({
    containers: [
      { name: 'app', lifecycle, livenessProbe: { ...ask, periodSeconds: 1, failureThreshold: 1 } },
    ],
  });
  await clock.advance(10_000);
  expect(engine.of('app')[1]).toEqual({ at: 6000, act: 'SIGTERM' });
});

test('§2 trap 9: the first readiness probe comes when the kubelet sees the start, not after a period', async () => {
  const { times } = await watch({ readinessProbe: { ...ask, periodSeconds: 30 } }, 5000);
  expect(times('readiness')).toEqual([1000]);
});

test('§2 each change of the status has a container that is not ready probed at once, and the period begins anew', async () => {
  const { clock, of, run } = testCluster((name) =>
    name === 'other' ? { exit: { afterMs: 4500, code: 1 } } : { answer: () => ({ outcome: 503 }) },
  );
  run({
    restartPolicy: 'Never',
    containers: [{ name: 'app', readinessProbe: { ...ask, periodSeconds: 10 } }, { name: 'other' }],
  });
  await clock.advance(20_000);
  expect(of('probe').map(({ startedAt }) => startedAt)).toEqual([1000, 5000, 15_000]);
});

test('§2 without a readiness probe a container is ready when it is started', async () => {
  const { of } = await watch({ startupProbe: { ...ask, periodSeconds: 4 } }, 10_000);
  expect(of('pod-ready').map(({ at }) => at)).toEqual([4000]);
});

test('§2 a kubelet that has just started lets each worker wait a random part of its period', async () => {
  const { times } = await watch({ livenessProbe: ask }, 30_000, {}, { startedAt: 0 });
  const [first = 0, second = 0] = times('liveness');
  expect(first % 10_000).toBeGreaterThan(0);
  expect(second - first).toBe(10_000);
});

test('§2 property: whatever periods and answers, probes of one worker never overlap and keep to their time-out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.constantFrom(200, 500, 'broken-body' as const), { minLength: 1, maxLength: 20 }),
      async (periodSeconds, timeoutSeconds, delays, outcomes) => {
        let asked = 0;
        const probe = { ...ask, periodSeconds, timeoutSeconds };
        const { of } = await watch({ readinessProbe: probe, livenessProbe: probe }, 60_000, {
          answer: () => {
            const turn = asked++;
            return {
              outcome: outcomes[turn % outcomes.length] ?? 200,
              afterMs: delays[turn % delays.length] ?? 0,
            };
          },
        });
        for (const kind of ['readiness', 'liveness']) {
          const done = of('probe').filter((event) => event.probe === kind);
          expect(done.length).toBeGreaterThan(0);
          for (const [index, { at, startedAt }] of done.entries()) {
            expect(startedAt).toBeGreaterThanOrEqual(done[index - 1]?.at ?? 0);
            // What could not be asked is tried three times.
            expect(at - startedAt).toBeLessThanOrEqual(3 * timeoutSeconds * 1000);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
