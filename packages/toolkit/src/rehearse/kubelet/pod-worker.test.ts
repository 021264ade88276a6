import { expect, test, vi } from 'vitest';
import { testCluster } from '../testing/index.ts';

const app = { name: 'app' };

test('§4 a pod that has gone leaves no sandbox, no probe and no back-off behind', async () => {
  const { clock, engine, run } = testCluster((name) =>
    name === 'crashing' ? { exit: { afterMs: 500, code: 1 } } : {},
  );
  const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 20, timeoutSeconds: 20 };
  const pod = run({ containers: [{ ...app, readinessProbe }, { name: 'crashing' }] });
  await clock.advance(15_000);
  pod.delete();
  await clock.advance(1000);
  expect(pod.status.removed).toBe(true);
  expect(engine.removed).toEqual(['pod']);
  expect(clock.pending).toBe(0);
});

test('§8 the sandbox gets what the pod’s containers get together', async () => {
  const { clock, engine, run } = testCluster();
  const sandbox = vi.spyOn(engine, 'createSandbox');
  const of = (name: string) => ({ name, resources: { limits: { cpu: '500m', memory: '64Mi' } } });
  run({ containers: [of('one'), of('two')] });
  await clock.advance(1000);
  expect(sandbox.mock.calls[0]?.[0].resources).toEqual({ memoryBytes: 128 * 2 ** 20, cpuShares: 1024 });
});

test('§4 a second deletion changes nothing', async () => {
  const { clock, of, run } = testCluster({ stop: 'ignored' });
  const pod = run({ containers: [app] });
  await clock.advance(1000);
  pod.delete();
  await clock.advance(5000);
  pod.delete(2);
  expect(pod.status).toMatchObject({ deletedAt: 1000, deletionGraceSeconds: 30 });
  await clock.advance(60_000);
  expect(of('pod-deleted')).toHaveLength(1);
  expect(of('signal').map(({ at }) => at)).toEqual([1000, 31_000]);
});

test('§4 what was being started when the pod was deleted is ended too, without its postStart', async () => {
  const { clock, engine, of, run } = testCluster({ startMs: 5000 });
  const postStart = { sleep: { seconds: 3 } };
  const pod = run({ containers: [{ ...app, lifecycle: { postStart } }] });
  await clock.advance(2000);
  pod.delete();
  await clock.advance(2000);
  expect(pod.status.removed).toBe(false);
  await clock.advance(10_000);
  expect(engine.of('app')).toEqual([
    { at: 5000, act: 'start' },
    { at: 5000, act: 'SIGTERM' },
    { at: 5000, act: 'exited' },
  ]);
  expect(of('hook-started')).toEqual([]);
  expect(pod.status.removed).toBe(true);
});

test('§4 a liveness probe that is under way at the end counts for nothing', async () => {
  const { clock, of, run } = testCluster({
    stop: { afterMs: 20_000, code: 0 },
    answer: () => ({ outcome: 500, afterMs: 3000 }),
  });
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 2, timeoutSeconds: 10, failureThreshold: 1 };
  const pod = run({ containers: [{ ...app, livenessProbe }] });
  await clock.advance(3000);
  pod.delete();
  await clock.advance(30_000);
  expect([...of('probe'), ...of('probe-result')]).toEqual([]);
  expect(of('container-killed')).toHaveLength(1);
});

test('§2 what else ends while a container is killed for its liveness probe is seen once that is over', async () => {
  const { clock, of, run } = testCluster((name) =>
    name === 'app'
      ? { exit: { afterMs: 40_500, code: 1 } }
      : { stop: 'ignored', answer: ({ kind }) => (kind === 'exec' ? { outcome: 1 } : undefined) },
  );
  const livenessProbe = { exec: { command: ['alive'] } };
  run({ terminationGracePeriodSeconds: 60, containers: [app, { name: 'stuck', livenessProbe }] });
  await clock.advance(100_000);
  const [killed = 0] = of('container-killed').map(({ at }) => at);
  expect(of('container-exited').map(({ at, container }) => [at, container])).toEqual([
    [40_500, 'app'],
    [killed + 60_000, 'stuck'],
  ]);
  const unready = of('pod-ready').filter(({ ready }) => !ready);
  expect(unready.map(({ at }) => at)).toEqual([killed + 61_000]);
});

test('§2 during termination the startup probe has stopped: nobody is started any more', async () => {
  const { clock, of, run } = testCluster({ stop: 'ignored', answer: () => ({ outcome: 503 }) });
  const startupProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 100 };
  const pod = run({ terminationGracePeriodSeconds: 20, containers: [{ name: 'app', startupProbe }] });
  await clock.advance(5500);
  const before = of('probe').length;
  pod.delete();
  await clock.advance(15_000);
  expect(before).toBeGreaterThan(0);
  expect(of('probe')).toHaveLength(before);
});
