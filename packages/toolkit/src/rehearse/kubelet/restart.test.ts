import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { testCluster } from '../testing/index.ts';
import { RestartBackoff } from './backoff.ts';
import { Kubelet } from './index.ts';

const app = { name: 'app' };

/** Milliseconds from each end to the start after it. */
function delays(acts: readonly { at: number; act: string }[]): number[] {
  const starts = acts.filter(({ act }) => act === 'start').slice(1);
  const ends = acts.filter(({ act }) => act === 'exited');
  return starts.map(({ at }, index) => at - (ends[index]?.at ?? 0));
}

test('§3 trap 10: the first restart is immediate, then 10, 20, 40, 80, 160, 300, 300 s', async () => {
  const { clock, engine, run } = testCluster({ exit: { afterMs: 500, code: 1 } });
  run({ containers: [app] });
  await clock.advance(1_200_000);
  // An exit is noticed at the next relist.
  expect(delays(engine.of('app')).map((ms) => Math.floor(ms / 1000))).toEqual([
    0, 10, 20, 40, 80, 160, 300, 300,
  ]);
});

test('§3 an exit is noticed at the next relist, within a second', async () => {
  const { clock, engine, run } = testCluster((_, restarts) =>
    restarts === 0 ? { exit: { afterMs: 2300, code: 1 } } : {},
  );
  run({ containers: [app] });
  await clock.advance(10_000);
  expect(engine.of('app').map(({ at }) => at)).toEqual([0, 2300, 3000]);
});

test('§3 the kubelet looks at any moment of the second, and once in each', async () => {
  const starts = await Promise.all(
    Array.from({ length: 10 }, async (_, seed) => {
      const { clock, engine, note } = testCluster({ exit: { afterMs: 2300, code: 1 } });
      const fault = (error: unknown) => expect.unreachable(String(error));
      const kubelet = new Kubelet({ clock, engine, note, random: seededRandom(seed), fault });
      kubelet.run({ name: 'pod', revision: 1, spec: { containers: [app] } });
      await clock.advance(4000);
      return engine.of('app')[2]?.at ?? 0;
    }),
  );
  expect(Math.min(...starts)).toBeGreaterThan(2300);
  expect(Math.max(...starts)).toBeLessThanOrEqual(3300);
  expect(new Set(starts.map((at) => at % 1000)).size).toBe(10);
});

test('§3 the exit code does not matter for the back-off under policy Always', async () => {
  const { clock, engine, run } = testCluster({ exit: { afterMs: 500, code: 0 } });
  run({ containers: [app] });
  await clock.advance(60_000);
  expect(delays(engine.of('app')).map((ms) => Math.floor(ms / 1000))).toEqual([0, 10, 20]);
});

test('§3 a run of more than 600 s begins the series anew', () => {
  const backoff = new RestartBackoff();
  backoff.restarted(0, 0);
  backoff.restarted(10_000, 20_000);
  expect(backoff.restartAt(620_000)).toBe(640_000);
  expect(backoff.restartAt(620_001)).toBe(620_001);
});

test('§3 each container backs off for itself', async () => {
  const { clock, engine, run } = testCluster((name, restarts) => ({
    exit: { afterMs: name === 'late' && restarts === 0 ? 15_200 : 500, code: 1 },
  }));
  run({ containers: [app, { name: 'late' }] });
  await clock.advance(200_000);
  for (const name of ['app', 'late'])
    expect(
      delays(engine.of(name))
        .slice(0, 4)
        .map((ms) => Math.floor(ms / 1000)),
    ).toEqual([0, 10, 20, 40]);
});

test('§3 a back-off is told of once, whatever has the kubelet look again meanwhile', async () => {
  const { clock, of, run } = testCluster((name) =>
    name === 'app'
      ? { exit: { afterMs: 500, code: 1 } }
      : { answer: ({ sinceStartMs }) => ({ outcome: Math.floor(sinceStartMs / 1000) % 2 ? 200 : 500 }) },
  );
  const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
  run({ containers: [app, { name: 'other', readinessProbe }] });
  await clock.advance(60_000);
  expect(of('probe-result').length).toBeGreaterThan(20);
  expect(of('container-waiting').map(({ forMs }) => Math.round(forMs / 10_000))).toEqual([1, 2, 4]);
  const told = of('container-waiting').map(({ container, reason }) => `${container} ${reason}`);
  expect(new Set(told)).toEqual(new Set(['app CrashLoopBackOff']));
});

test('§3 what a probe ends after a crash waits as any end does', async () => {
  const { clock, engine, run } = testCluster((_, restarts) => {
    if (restarts === 0) return { exit: { afterMs: 500, code: 1 } };
    return { answer: () => ({ outcome: restarts === 1 ? 500 : 200 }) };
  });
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
  run({ containers: [{ ...app, livenessProbe }] });
  await clock.advance(20_000);
  const starts = engine.of('app').filter(({ act }) => act === 'start');
  expect(starts.map(({ at }) => at)).toEqual([0, 1000, 13_000]);
});

test('§3 property: whatever the runs, a delay is 0 or 10·2ⁿ s up to 300 s, and only ever doubles or begins anew', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 2, maxLength: 30 }), (runs) => {
      const backoff = new RestartBackoff();
      let now = 0;
      let before: number | undefined;
      for (const run of runs) {
        const finishedAt = now + run;
        const delay = backoff.restartAt(finishedAt) - finishedAt;
        const isReset = before === undefined || run > 600_000;
        const expected = before === 0 ? 10_000 : Math.min(2 * (before ?? 0), 300_000);
        expect(delay).toBe(isReset ? 0 : expected);
        now = finishedAt + delay;
        backoff.restarted(finishedAt, now);
        before = delay;
      }
    }),
  );
});

test.each([
  ['Never', 1, 1],
  ['OnFailure', 0, 1],
  ['OnFailure', 1, 2],
  ['Always', 0, 2],
] as const)('§3 policy %s after exit %d: started %d times in 5 s', async (restartPolicy, code, times) => {
  const { clock, of, run } = testCluster({ exit: { afterMs: 500, code } });
  run({ restartPolicy, containers: [app] });
  await clock.advance(5000);
  expect(of('container-started')).toHaveLength(times);
});

test.each([
  [{ signal: 'SIGTERM' }, 143, 'Error'],
  [{ signal: 'SIGKILL' }, 137, 'Error'],
  [{ signal: 'SIGKILL', oomKilled: true }, 137, 'OOMKilled'],
  [{ code: 0, oomKilled: true }, 0, 'OOMKilled'],
  [{ code: 128 }, 128, 'StartError'],
  [{ code: 0 }, 0, 'Completed'],
] as const)('§3 an end by %j is exit code %d, reason %s', async (exit, exitCode, reason) => {
  const { clock, of, run } = testCluster({ exit: { afterMs: 10, ...exit } });
  run({ restartPolicy: 'Never', containers: [app] });
  await clock.advance(1000);
  expect(of('container-exited')).toEqual([expect.objectContaining({ exitCode, reason })]);
});

test('§3 a main container that ends with 0 has succeeded, though a child of it was killed for memory', async () => {
  const { clock, of, run } = testCluster({ exit: { afterMs: 10, code: 0, oomKilled: true } });
  const pod = run({ restartPolicy: 'OnFailure', containers: [app] });
  await clock.advance(30_000);
  expect(of('container-started')).toHaveLength(1);
  expect(pod.status.phase).toBe('Succeeded');
});

test('§3 a restart keeps pod and IP, and counts', async () => {
  const { clock, of, run } = testCluster((_, restarts) =>
    restarts < 2 ? { exit: { afterMs: 100, code: 1 } } : {},
  );
  const pod = run({ containers: [app] });
  await clock.advance(500);
  const { ip } = pod.status;
  await clock.advance(30_000);
  expect(pod.status).toMatchObject({ ip, containers: [{ restartCount: 2 }] });
  expect(of('container-started').map(({ restartCount }) => restartCount)).toEqual([0, 1, 2]);
});

test('§3 nothing is restarted once the pod is deleted', async () => {
  const { clock, of, run } = testCluster({ exit: { afterMs: 5000, code: 1 } });
  const pod = run({ containers: [{ ...app, lifecycle: { preStop: { sleep: { seconds: 20 } } } }] });
  await clock.advance(2000);
  pod.delete();
  await clock.advance(60_000);
  expect(of('container-started')).toHaveLength(1);
  expect(of('signal')).toEqual([]);
});

test('§3 a container that liveness ends is started again in the same sync, without waiting', async () => {
  const { clock, engine, run } = testCluster((_, restarts) => ({
    answer: () => (restarts === 0 ? { outcome: 500 } : undefined),
  }));
  run({
    containers: [{ ...app, livenessProbe: { httpGet: { port: 80 }, periodSeconds: 5, failureThreshold: 2 } }],
  });
  await clock.advance(20_000);
  expect(engine.of('app').slice(1, 4)).toEqual([
    { at: 10_000, act: 'SIGTERM' },
    { at: 10_000, act: 'exited' },
    { at: 10_000, act: 'start' },
  ]);
});
