import { expect, test } from 'vitest';
import { ObjectStore } from '../objects/index.ts';
import { testCluster } from '../testing/index.ts';

const app = { name: 'app' };

test('§1 init containers run one at a time, the next on exit 0, the main ones last', async () => {
  const { clock, engine, run } = testCluster((name) =>
    name === 'app' ? {} : { exit: { afterMs: 1500, code: 0 } },
  );
  run({ initContainers: [{ name: 'one' }, { name: 'two' }], containers: [app] });
  await clock.advance(10_000);
  expect(engine.acts.map(({ container, act }) => `${container} ${act}`)).toEqual([
    'one start',
    'one exited',
    'two start',
    'two exited',
    'app start',
  ]);
});

test('§1 an init container that fails under policy Never fails the pod; nothing else is started', async () => {
  const { clock, engine, run } = testCluster({ exit: { afterMs: 100, code: 1 } });
  const pod = run({ restartPolicy: 'Never', initContainers: [{ name: 'init' }], containers: [app] });
  await clock.advance(10_000);
  expect(pod.status.phase).toBe('Failed');
  expect(engine.of('app')).toEqual([]);
});

test.each([
  ['Always', 'Never', 'Failed', 1],
  ['Never', 'OnFailure', 'Running', 2],
] as const)(
  '§1 an init container’s own policy goes before the pod’s: under %s and %s the pod is %s',
  async (restartPolicy, own, phase, starts) => {
    const { clock, engine, run } = testCluster((name, restarts) =>
      name === 'init' ? { exit: { afterMs: 100, code: restarts === 0 ? 1 : 0 } } : {},
    );
    const pod = run({
      restartPolicy,
      initContainers: [{ name: 'init', restartPolicy: own }],
      containers: [app],
    });
    await clock.advance(30_000);
    expect(pod.status.phase).toBe(phase);
    expect(engine.of('init').filter(({ act }) => act === 'start')).toHaveLength(starts);
  },
);

test('§1 an init container that is killed for memory has failed and is tried again', async () => {
  const { clock, of, run } = testCluster((name, restarts) =>
    name === 'init' ? { exit: { afterMs: 100, code: 0, oomKilled: restarts === 0 } } : {},
  );
  run({ initContainers: [{ name: 'init' }], containers: [app] });
  await clock.advance(20_000);
  const ends = of('container-exited').map(({ exitCode, reason }) => `${exitCode} ${reason}`);
  expect(ends).toEqual(['0 OOMKilled', '0 Completed']);
  expect(of('container-started').filter(({ container }) => container === 'init')).toHaveLength(2);
});

test('§1 init containers are not run again while a main container is there', async () => {
  const { clock, engine, run } = testCluster((name) => ({
    exit: { afterMs: name === 'init' ? 100 : 5000, code: name === 'init' ? 0 : 1 },
  }));
  run({ initContainers: [{ name: 'init' }], containers: [app] });
  await clock.advance(60_000);
  expect(engine.of('init').filter(({ act }) => act === 'start')).toHaveLength(1);
  expect(engine.of('app').filter(({ act }) => act === 'start').length).toBeGreaterThan(2);
});

test('§1 a pod whose main containers are over is ended with its sidecars', async () => {
  const { clock, engine, run } = testCluster((name) =>
    name === 'app' ? { exit: { afterMs: 3000, code: 0 } } : {},
  );
  const pod = run({
    restartPolicy: 'Never',
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }],
    containers: [app],
  });
  await clock.advance(20_000);
  expect(engine.of('sidecar').map(({ act }) => act)).toEqual(['start', 'SIGTERM', 'exited']);
  expect(pod.status.phase).toBe('Succeeded');
});

test('§1 postStart holds up the next container', async () => {
  const { clock, engine, of, run } = testCluster();
  run({
    containers: [{ name: 'first', lifecycle: { postStart: { sleep: { seconds: 4 } } } }, { name: 'second' }],
  });
  await clock.advance(10_000);
  expect(engine.of('second')).toEqual([{ at: 4000, act: 'start' }]);
  const hook = { pod: 'pod', container: 'first', hook: 'postStart' };
  expect(of('hook-started')).toMatchObject([{ at: 0, ...hook }]);
  expect(of('hook-ended')).toMatchObject([{ at: 4000, ...hook, outcome: 'success' }]);
});

test('§1 a postStart that fails kills its container, and why is told', async () => {
  const { clock, engine, of, run } = testCluster({
    answer: ({ kind }) => (kind === 'exec' ? { outcome: 1, output: 'no such file\n' } : undefined),
  });
  run({ containers: [{ ...app, lifecycle: { postStart: { exec: { command: ['warm'] } } } }] });
  await clock.advance(500);
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'SIGTERM', 'exited']);
  expect(of('hook-ended')).toMatchObject([
    { pod: 'pod', container: 'app', outcome: 'failure', message: 'exit status 1: no such file' },
  ]);
});

test('a program that ends while its postStart runs, which fails by that, has ended by itself', async () => {
  const { clock, engine, of, run } = testCluster({
    exit: { afterMs: 105, code: 1 },
    answer: ({ kind }) => (kind === 'exec' ? { outcome: 137, afterMs: 100 } : undefined),
  });
  run({ containers: [{ ...app, lifecycle: { postStart: { exec: { command: ['warm'] } } } }] });
  await clock.advance(500);
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'exited']);
  expect(of('container-killed')).toEqual([]);
});

test('§1 a missing key of a Secret keeps the container from being created, and the pod Pending', async () => {
  const { clock, engine, of, run } = testCluster({ refused: 'CreateContainerConfigError' });
  const pod = run({ containers: [app] });
  await clock.advance(60_000);
  expect(pod.status.phase).toBe('Pending');
  expect(engine.acts).toEqual([]);
  expect(of('container-waiting').length).toBeGreaterThan(3);
});

test('§1 a creation that is refused is tried again after 10–15 s', async () => {
  const { clock, engine, of, run } = testCluster({ refused: 'CreateContainerConfigError' });
  run({ containers: [app] });
  await clock.advance(200_000);
  const refusals = of('container-waiting');
  for (const [index, { at, forMs }] of refusals.entries()) {
    expect(forMs).toBeGreaterThanOrEqual(10_000);
    expect(forMs).toBeLessThan(15_000);
    expect(refusals[index + 1]?.at ?? at + forMs).toBe(at + forMs);
  }
  expect(Math.max(...refusals.map(({ forMs }) => forMs))).toBeGreaterThan(14_000);
  expect(engine.configs).toHaveLength(refusals.length);
});

test('§1 phase: Pending until all main containers have started, Running while they await restart', async () => {
  const { clock, of, run } = testCluster((name) =>
    name === 'slow' ? { startMs: 3000 } : { exit: { afterMs: 100, code: 1 } },
  );
  run({ containers: [app, { name: 'slow' }] });
  await clock.advance(60_000);
  expect(of('pod-phase').map(({ phase }) => phase)).toEqual(['Running']);
  expect(of('pod-phase')[0]?.at).toBe(4000);
});

test.each([
  [[0, 0], 'Never', 'Succeeded'],
  [[0, 1], 'Never', 'Failed'],
  [[0, 0], 'OnFailure', 'Succeeded'],
  [[0, 1], 'OnFailure', 'Running'],
  [[0, 0], 'Always', 'Running'],
] as const)('§1 phase: exits %j under policy %s make the pod %s', async (codes, restartPolicy, phase) => {
  const { clock, run } = testCluster((name) => ({ exit: { afterMs: 100, code: codes[Number(name)] ?? 0 } }));
  const pod = run({ restartPolicy, containers: [{ name: '0' }, { name: '1' }] });
  await clock.advance(5000);
  expect(pod.status.phase).toBe(phase);
});

test.each(['OnFailure', 'Never'] as const)(
  '§1 phase: under policy %s a pod whose main container is over runs on until its sidecar has ended',
  async (restartPolicy) => {
    const { clock, of, run } = testCluster((name) =>
      name === 'app' ? { exit: { afterMs: 2500, code: 0 } } : { stop: { afterMs: 8000, code: 0 } },
    );
    run({ restartPolicy, initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }], containers: [app] });
    await clock.advance(20_000);
    expect(of('signal').map(({ at, container }) => [at, container])).toEqual([[4000, 'sidecar']]);
    expect(of('pod-phase').map(({ at, phase }) => [at, phase])).toEqual([
      [2000, 'Running'],
      [12_000, 'Succeeded'],
    ]);
  },
);

test('§1 phase: a pod whose init container has failed for good is Failed once its sidecar has ended', async () => {
  const { clock, of, run } = testCluster((name) =>
    name === 'init' ? { exit: { afterMs: 2500, code: 1 } } : { stop: { afterMs: 8000, code: 0 } },
  );
  run({
    restartPolicy: 'Never',
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }, { name: 'init' }],
    containers: [app],
  });
  await clock.advance(20_000);
  expect(of('signal').map(({ at, container }) => [at, container])).toEqual([[4000, 'sidecar']]);
  expect(of('pod-phase').map(({ at, phase }) => [at, phase])).toEqual([[12_000, 'Failed']]);
});

test('§2 a readiness gate, which nobody sets, holds back Ready', async () => {
  const { clock, run } = testCluster();
  const pod = run({ readinessGates: [{ conditionType: 'example.com/routed' }], containers: [app] });
  await clock.advance(5000);
  expect(pod.status.ready).toBe(false);
});

test('§1 a missing key holds its container up, is told of, and is found once it is there', async () => {
  const objects = new ObjectStore();
  const { clock, of, run } = testCluster({}, { objects });
  const valueFrom = { secretKeyRef: { name: 'db', key: 'url' } };
  const pod = run({ containers: [{ ...app, env: [{ name: 'DB_URL', valueFrom }] }] });
  await clock.advance(1000);
  expect(of('container-waiting')).toMatchObject([
    { reason: 'CreateContainerConfigError', message: 'Secret db not found' },
  ]);
  objects.put({ kind: 'Secret', name: 'db', data: {}, binary: {} });
  await clock.advance(16_000);
  expect(of('container-waiting').at(-1)?.message).toBe('Secret db has no key url');
  expect(pod.status.phase).toBe('Pending');
  objects.put({ kind: 'Secret', name: 'db', data: { url: 'x' }, binary: {} });
  await clock.advance(16_000);
  expect(of('container-started')).toHaveLength(1);
});

test('§1 the environment is read at each start of a container, and never in between', async () => {
  const value = (url: string) => ({ kind: 'ConfigMap', name: 'c', data: { url }, binary: {} }) as const;
  const objects = new ObjectStore([value('old')]);
  const { clock, engine, run } = testCluster(
    (_, restarts) => (restarts === 0 ? { exit: { afterMs: 5500, code: 1 } } : {}),
    { objects },
  );
  run({ containers: [{ ...app, envFrom: [{ configMapRef: { name: 'c' } }] }] });
  await clock.advance(1000);
  objects.put(value('new'));
  await clock.advance(1000);
  expect(engine.configs.map(({ env }) => env['url'])).toEqual(['old']);
  await clock.advance(10_000);
  expect(engine.configs.map(({ env }) => env['url'])).toEqual(['old', 'new']);
});
