import { expect, test } from 'vitest';
import type { Happening } from '../../events.ts';
import type { Exit, PodSandbox, RunningContainer } from '../../engines/index.ts';
import { testCluster, VirtualClock } from '../../testing/index.ts';
import { LEFT_OPEN } from '../exit-words.ts';
import { resolvePodSpec, type ContainerSpec } from '../spec/index.ts';
import { killContainer } from './kill.ts';

type HookEnded = Extract<Happening, { type: 'hook-ended' }>;

/** Kills a container with a preStop hook and 30 s of grace, and waits for its end. */
async function killed(clock: VirtualClock, running: RunningContainer, ended: (event: HookEnded) => unknown) {
  const lifecycle = { preStop: { exec: { command: ['drain'] } } };
  const [spec] = resolvePodSpec({ containers: [{ name: 'app', lifecycle }] }).containers;
  const done = killContainer({
    pod: 'pod',
    spec: spec as ContainerSpec,
    running,
    sandbox: {} as PodSandbox,
    clock,
    note: (event) => event.type === 'hook-ended' && ended(event),
    reason: 'pod deleted',
    graceSeconds: 30,
  });
  await clock.advance(60_000);
  await done;
}

test('§4 a preStop that outlives the grace period goes on until the container has ended', async () => {
  const clock = new VirtualClock();
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const happened: [number, string][] = [];
  const running = {
    exited,
    signal(name: string) {
      happened.push([clock.now(), name]);
      if (name === 'SIGKILL') resolve({ signal: 'SIGKILL' });
    },
    exec: (_: unknown, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          happened.push([clock.now(), 'preStop ends']);
          reject(signal.reason as Error);
        });
      }),
  } as unknown as RunningContainer;
  await killed(clock, running, ({ outcome }) => happened.push([clock.now(), outcome]));
  expect(happened).toEqual([
    [30_000, 'timeout'],
    [30_000, 'SIGTERM'],
    [32_000, 'SIGKILL'],
    [32_000, 'preStop ends'],
  ]);
  expect(clock.pending).toBe(0);
});

test('§4 a preStop whose command has ended goes on while its output is open, and says so', async () => {
  const clock = new VirtualClock();
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const notes: unknown[] = [];
  const running = {
    exited,
    signal: () => resolve({ code: 0 }),
    exec: (_: unknown, signal: AbortSignal, ended: () => void) => {
      ended();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  } as unknown as RunningContainer;
  await killed(clock, running, (event) => notes.push(event));
  expect(notes).toMatchObject([{ outcome: 'timeout', message: LEFT_OPEN }]);
});

test('§4 a container that liveness has ended gets no second signal when its pod is deleted, and a whole grace period', async () => {
  const { clock, engine, run } = testCluster({ stop: 'ignored', answer: () => ({ outcome: 500 }) });
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1 };
  const pod = run({ terminationGracePeriodSeconds: 20, containers: [{ name: 'app', livenessProbe }] });
  await clock.advance(15_000);
  pod.delete();
  await clock.advance(60_000);
  expect(engine.of('app').slice(1)).toEqual([
    { at: 4000, act: 'SIGTERM' },
    { at: 35_000, act: 'SIGKILL' },
    { at: 35_000, act: 'exited' },
  ]);
});

test('§4 a pod that is deleted while liveness has a container’s preStop run has it run anew, and signalled after it', async () => {
  const { clock, engine, of, run } = testCluster({ answer: () => ({ outcome: 500 }) });
  const lifecycle = { preStop: { sleep: { seconds: 20 } } };
  const livenessProbe = { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 };
  const pod = run({
    terminationGracePeriodSeconds: 60,
    containers: [{ name: 'app', lifecycle, livenessProbe }],
  });
  await clock.advance(7000);
  pod.delete();
  await clock.advance(60_000);
  expect(of('hook-started').map(({ at }) => at)).toEqual([2000, 7000]);
  expect(of('hook-ended')).toMatchObject([{ at: 27_000, outcome: 'success' }]);
  expect(engine.of('app').slice(1)).toEqual([
    { at: 27_000, act: 'SIGTERM' },
    { at: 27_000, act: 'exited' },
  ]);
});
