import { expect, test } from 'vitest';
import { testCluster } from '../../testing/index.ts';

const app = { name: 'app' };
const sleeping = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });

test('§4 trap 12: a sidecar’s preStop runs at once, its signal waits for main containers and later sidecars', async () => {
  const { clock, engine, of, run } = testCluster((name) => ({
    stop: { afterMs: name === 'app' ? 8000 : 1000, code: 0 },
  }));
  const pod = run({
    initContainers: [
      { name: 'early', restartPolicy: 'Always', ...sleeping(2) },
      { name: 'late', restartPolicy: 'Always' },
    ],
    containers: [app],
  });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(60_000);
  expect(of('hook-started').map(({ at, container }) => [container, at])).toEqual([['early', 5000]]);
  const signals = engine.acts
    .filter(({ act }) => act === 'SIGTERM')
    .map(({ at, container }) => [container, at]);
  expect(signals).toEqual([
    ['app', 5000],
    ['late', 13_000],
    ['early', 14_000],
  ]);
});

test('§4 a sidecar waits for no init container: with a migration under way it is signalled at once', async () => {
  const { clock, engine, run } = testCluster((name) => ({
    stop: { afterMs: name === 'migrate' ? 8000 : 0, code: 0 },
  }));
  const pod = run({
    initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'migrate' }],
    containers: [app],
  });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(20_000);
  expect(engine.of('migrate')[1]).toEqual({ at: 5000, act: 'SIGTERM' });
  expect(engine.of('proxy')[1]).toEqual({ at: 5000, act: 'SIGTERM' });
});

test('§4 a sidecar’s turn comes when the preStop of a main container is over, however soon that one exits', async () => {
  const { clock, engine, run } = testCluster((name) =>
    name === 'app' ? { exit: { afterMs: 7000, code: 0 } } : {},
  );
  const pod = run({
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }],
    containers: [{ ...app, ...sleeping(10) }],
  });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(20_000);
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'exited']);
  expect(engine.of('sidecar')[1]).toEqual({ at: 15_000, act: 'SIGTERM' });
});

test('§4 a sidecar waits for its turn within the grace period only', async () => {
  const { clock, engine, run } = testCluster({ stop: 'ignored' });
  const pod = run({
    terminationGracePeriodSeconds: 10,
    initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }],
    containers: [app],
  });
  await clock.advance(5000);
  pod.delete();
  await clock.advance(60_000);
  expect(engine.of('sidecar').slice(1, 3)).toEqual([
    { at: 15_000, act: 'SIGTERM' },
    { at: 17_000, act: 'SIGKILL' },
  ]);
});
