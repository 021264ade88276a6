import { expect, test } from 'vitest';
import { testCluster } from '../testing/index.ts';

const app = { name: 'app' };

test('§1 the container after a sidecar waits for its startup probe, not for its readiness or liveness', async () => {
  const { clock, engine, run } = testCluster((name) =>
    name === 'sidecar'
      ? {
          answer: ({ target, sinceStartMs }) =>
            target.endsWith('/startup') && sinceStartMs >= 7000 ? undefined : { outcome: 500 },
        }
      : {},
  );
  const probe = (path: string) => ({ httpGet: { port: 80, path }, periodSeconds: 1, failureThreshold: 100 });
  run({
    initContainers: [
      {
        name: 'sidecar',
        restartPolicy: 'Always',
        startupProbe: probe('/startup'),
        readinessProbe: probe('/ready'),
        livenessProbe: probe('/live'),
      },
    ],
    containers: [app],
  });
  await clock.advance(30_000);
  expect(engine.of('app')[0]?.at).toBe(7000);
});

test('§1 a sidecar is restarted even on exit 0, and its readiness counts for the pod', async () => {
  const { clock, of, run } = testCluster((name, restarts) =>
    name === 'sidecar' && restarts === 0 ? { exit: { afterMs: 5500, code: 0 } } : {},
  );
  run({ initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }], containers: [app] });
  await clock.advance(20_000);
  expect(of('container-started').map(({ container }) => container)).toEqual(['sidecar', 'app', 'sidecar']);
  expect(of('pod-ready').map(({ at, ready }) => ({ at, ready }))).toEqual([
    { at: 2000, ready: true },
    { at: 6000, ready: false },
    { at: 7000, ready: true },
  ]);
});

test.each([
  ['alone', {}, 17_000],
  ['beside one that cannot be created', { others: [{ name: 'refused' }] }, 17_000],
  ['beside one that runs', { others: [{ name: 'other' }] }, 9000],
  ['after a later init container', { init: [{ name: 'init' }] }, 10_000],
])(
  '§1 a main container that has ended, %s, waits for the last init container, and for a sidecar that is down if that is it',
  async (_, { others = [], init = [] }: { others?: { name: string }[]; init?: { name: string }[] }, at) => {
    const { clock, engine, run } = testCluster((name, restarts) => {
      if (name === 'refused') return { refused: 'CreateContainerConfigError' };
      if (name === 'init') return { exit: { afterMs: 0, code: 0 } };
      // Down from 5.5 s to 16.1 s, but for a moment at 6 s.
      const up = [5500, 100][restarts];
      if (name === 'sidecar') return up === undefined ? {} : { exit: { afterMs: up, code: 1 } };
      return name === 'app' && restarts === 0 ? { exit: { afterMs: 7500, code: 1 } } : {};
    });
    run({
      initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }, ...init],
      containers: [app, ...others],
    });
    await clock.advance(20_000);
    expect(engine.of('sidecar').map((it) => it.at)).toEqual([0, 5500, 6000, 6100, 16_100]);
    const starts = engine.of('app').filter(({ act }) => act === 'start');
    expect(starts[1]?.at).toBe(at);
  },
);

test('§1 a main container that has ended waits for the startup probe of a last sidecar that was restarted', async () => {
  const { clock, engine, run } = testCluster((name, restarts) => {
    if (name === 'app') return restarts === 0 ? { exit: { afterMs: 8500, code: 1 } } : {};
    return {
      ...(restarts === 0 && { exit: { afterMs: 5500, code: 1 } }),
      answer: ({ sinceStartMs }) =>
        restarts > 0 && sinceStartMs < 20_000 ? { outcome: 500 as const } : undefined,
    };
  });
  const startupProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 100 };
  run({ initContainers: [{ name: 'sidecar', restartPolicy: 'Always', startupProbe }], containers: [app] });
  await clock.advance(30_000);
  expect(engine.of('app').map(({ at }) => at)).toEqual([2000, 10_500, 20_000]);
});

test('§1 a pod whose main container is over waits for no sidecar that is down', async () => {
  const { clock, engine, run } = testCluster((name, restarts) =>
    name === 'app'
      ? { exit: { afterMs: 8500, code: 0 } }
      : { exit: { afterMs: restarts === 0 ? 5500 : 100, code: 1 } },
  );
  const pod = run({
    restartPolicy: 'Never',
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }],
    containers: [app],
  });
  await clock.advance(13_000);
  expect(pod.status.phase).toBe('Succeeded');
  expect(engine.of('sidecar').at(-1)?.at).toBe(6100);
});

test('§1 a sidecar that ends while a later init container runs is restarted meanwhile', async () => {
  const { clock, engine, run } = testCluster((name, restarts) => {
    if (name === 'migrate') return { exit: { afterMs: 7500, code: 0 } };
    return name === 'sidecar' && restarts === 0 ? { exit: { afterMs: 2500, code: 1 } } : {};
  });
  run({
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }, { name: 'migrate' }],
    containers: [app],
  });
  await clock.advance(20_000);
  expect(engine.of('sidecar').map(({ at }) => at)).toEqual([0, 2500, 3000]);
  expect(engine.of('app').map(({ at }) => at)).toEqual([9000]);
});
