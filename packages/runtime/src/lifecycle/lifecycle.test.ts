import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventBus, type RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { planBudget, type ShutdownOptions } from './budget.ts';
import { Lifecycle, type LifecycleOptions } from './lifecycle.ts';

function service(options: Partial<LifecycleOptions> = {}, shutdown: Partial<ShutdownOptions> = {}) {
  const clock = new VirtualClock();
  const bus = new EventBus();
  const events: RuntimeEvent[] = [];
  const log: string[] = [];
  bus.on((event) => {
    events.push(event);
    if (event.type === 'state') log.push(`${event.to}@${clock.now()}`);
  });
  const stage = (name: string) => async () => {
    log.push(`${name}@${clock.now()}`);
    return [];
  };
  const lifecycle = new Lifecycle({
    clock,
    bus,
    budget: planBudget({ gracePeriodMs: 30_000, preStopMs: 0, drainDelayMs: 5000, ...shutdown }),
    start: async (self) => {
      await self.use({ name: 'pool', start: () => 0, stop: () => void log.push(`-pool@${clock.now()}`) });
    },
    inFlight: stage('in-flight'),
    workers: stage('workers'),
    flush: async () => void log.push(`flush@${clock.now()}`),
    ...options,
  });
  return { clock, bus, lifecycle, events, log };
}

test('drains in order: delay, in-flight, workers, resources, flush', async () => {
  const { clock, lifecycle, log } = service();
  expect(await lifecycle.start()).toBe(true);
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(5000);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
  expect(log).toEqual([
    'ready@0',
    'draining@0',
    'in-flight@5000',
    'stopping@5000',
    'workers@5000',
    '-pool@5000',
    'flush@5000',
    'stopped@5000',
  ]);
});

test('each stage waits for the one before', async () => {
  const { clock, lifecycle, log } = service(
    {
      inFlight: () => clock.sleep(2000).then(() => []),
      workers: () => clock.sleep(1000).then(() => []),
    },
    { drainDelayMs: 0 },
  );
  await lifecycle.start();
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(3000);
  await stopped;
  expect(log).toEqual(['ready@0', 'draining@0', 'stopping@2000', '-pool@3000', 'flush@3000', 'stopped@3000']);
});

test('its signal aborts as it begins to stop, before the drain delay', async () => {
  const { clock, lifecycle } = service();
  await lifecycle.start();
  expect(lifecycle.signal.aborted).toBe(false);
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  expect(lifecycle.signal.aborted).toBe(true);
  await clock.advance(5000);
  await stopped;
});

test('what still runs at the deadline is named, and the exit code says so', async () => {
  const { clock, lifecycle, events } = service({
    inFlight: async (deadline) => {
      await clock.sleep(deadline.remaining());
      return ['GET /slow, 19.0 s'];
    },
  });
  await lifecycle.start();
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(29_000);
  expect(await stopped).toEqual({ exitCode: 75, aborted: ['GET /slow, 19.0 s'] });
  expect(events).toContainEqual({
    type: 'drain.aborted',
    stage: 'in-flight work',
    what: ['GET /slow, 19.0 s'],
  });
});

test('a flush that hangs is named, and the process ends all the same', async () => {
  const { clock, lifecycle } = service({ flush: () => new Promise(() => undefined) });
  await lifecycle.start();
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(29_000);
  expect(await stopped).toEqual({ exitCode: 75, aborted: ['flush'] });
});

test('a stage that fails is told, and keeps none behind it from its work', async () => {
  const error = new Error('no more');
  const { clock, lifecycle, events, log } = service(
    {
      inFlight: () => Promise.reject(error),
      workers: () => {
        throw error;
      },
    },
    { drainDelayMs: 0 },
  );
  await lifecycle.start();
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(0);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
  expect(events.filter(({ type }) => type === 'component.failed')).toEqual([
    { type: 'component.failed', component: 'in-flight work', phase: 'stop', error },
    { type: 'component.failed', component: 'workers', phase: 'stop', error },
  ]);
  expect(log.slice(-3)).toEqual(['-pool@0', 'flush@0', 'stopped@0']);
});

test('a service that ends itself while it starts is up first, and stops for the first of its reasons', async () => {
  const { clock, lifecycle, events } = service(
    { start: async (self) => self.finish('done') },
    { drainDelayMs: 0 },
  );
  expect(await lifecycle.start()).toBe(true);
  lifecycle.finish('again');
  await clock.advance(0);
  expect(await lifecycle.ended).toEqual({ exitCode: 0, aborted: [] });
  const states = events.filter(({ type }) => type === 'state');
  expect(states.slice(0, 2)).toMatchObject([
    { to: 'ready' },
    { from: 'ready', to: 'draining', reason: 'done' },
  ]);
});

describe('during start', () => {
  test('a failure releases what was started, in reverse, and exits with the code of a failed start', async () => {
    const failure = new Error('no database');
    const { lifecycle, log } = service({
      start: async (self) => {
        await self.use({ name: 'a', start: () => 0, stop: () => void log.push('-a') });
        await self.use({ name: 'b', start: () => 0, stop: () => void log.push('-b') });
        throw failure;
      },
    });
    expect(await lifecycle.start()).toBe(false);
    expect(await lifecycle.ended).toEqual({ exitCode: 69, error: failure, aborted: [] });
    expect(log).toEqual(['stopping@0', 'workers@0', '-b', '-a', 'flush@0', 'failed@0']);
  });

  test('a fault while a failed one is released leaves the failure what it is', async () => {
    const failure = new Error('no database');
    const { lifecycle, events } = service({
      start: async (self) => {
        const stop = () => void lifecycle.stop('fault', 'unhandledRejection', new Error('connect aborted'));
        await self.use({ name: 'a', start: () => 0, stop });
        throw failure;
      },
    });
    await lifecycle.start();
    expect(await lifecycle.ended).toEqual({ exitCode: 69, error: failure, aborted: [] });
    expect(events.at(-1)).toMatchObject({ type: 'state', to: 'failed', error: failure });
  });

  test('a signal aborts it at once, though the start itself never returns', async () => {
    const { lifecycle, log } = service({
      start: async (self) => {
        await self.use({ name: 'a', start: () => 0, stop: () => void log.push('-a') });
        await new Promise(() => undefined);
      },
    });
    const started = lifecycle.start();
    await new Promise((resolve) => setImmediate(resolve));
    const outcome = await lifecycle.stop('signal', 'SIGTERM');
    expect(outcome).toEqual({ exitCode: 70, aborted: [] });
    expect(await started).toBe(false);
    expect(log).toContain('-a');
    expect(log.at(-1)).toBe('stopped@0');
  });
});

describe('a fault', () => {
  test('drains shortly, without the drain delay, and exits with 1', async () => {
    const { lifecycle, log, clock } = service();
    await lifecycle.start();
    const error = new Error('boom');
    expect(await lifecycle.stop('fault', 'uncaughtException', error)).toMatchObject({ exitCode: 1, error });
    expect(clock.now()).toBe(0);
    expect(log.at(-1)).toBe('failed@0');
  });

  test('in the middle of a drain decides the exit code', async () => {
    const { clock, lifecycle } = service();
    await lifecycle.start();
    const stopped = lifecycle.stop('signal', 'SIGTERM');
    await clock.advance(1000);
    void lifecycle.stop('fault', 'unhandledRejection', undefined);
    await clock.advance(0);
    expect(await stopped).toMatchObject({ exitCode: 1, error: new Error('unhandledRejection') });
  });

  test.each([
    ['in the drain delay', 1000, 'in-flight@1000'],
    ['in the middle of in-flight work', 6000, 'in-flight@5000'],
  ])('%s leaves what is left of the drain five seconds', async (_, faultAt, inFlightAt) => {
    const hangs =
      (name: string): LifecycleOptions['inFlight'] =>
      async ({ signal }) => {
        log.push(`${name}@${clock.now()}`);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return [name];
      };
    const { clock, lifecycle, log } = service({
      start: async (self) =>
        void (await self.use({ name: 'pool', start: () => 0, stop: () => new Promise(() => undefined) })),
      inFlight: hangs('in-flight'),
      workers: hangs('workers'),
      flush: () => new Promise(() => undefined),
    });
    await lifecycle.start();
    const stopped = lifecycle.stop('signal', 'SIGTERM');
    await clock.advance(faultAt);
    void lifecycle.stop('fault', 'uncaughtException', new Error('boom'));
    await clock.advance(5000);
    expect(await stopped).toMatchObject({ exitCode: 1, aborted: ['in-flight', 'workers', 'pool', 'flush'] });
    expect(log).toContain(inFlightAt);
    expect(log.at(-1)).toBe(`failed@${faultAt + 5000}`);
  });

  test('in the middle of a drain makes none longer', async () => {
    const { clock, lifecycle } = service(
      { flush: () => new Promise(() => undefined) },
      { drainDelayMs: 1000, gracePeriodMs: 3000 },
    );
    await lifecycle.start();
    const stopped = lifecycle.stop('signal', 'SIGTERM');
    await clock.advance(1900);
    void lifecycle.stop('fault', 'uncaughtException', new Error('boom'));
    await clock.advance(100);
    expect(await stopped).toMatchObject({ exitCode: 1, aborted: ['flush'] });
  });

  test('of another process decides the exit code, and takes no time away', async () => {
    const { clock, lifecycle, log } = service();
    await lifecycle.start();
    const error = new Error('of another');
    lifecycle.fail(error);
    const stopped = lifecycle.stop('request', 'another has failed');
    await clock.advance(5000);
    expect(await stopped).toMatchObject({ exitCode: 1, error });
    expect(log).toContain('in-flight@5000');
  });
});

test('a listener of events that throws at each keeps no service from its stop', async () => {
  const { bus, clock, lifecycle, log } = service();
  bus.on(() => {
    throw new Error('of a listener');
  }, 'first');
  expect(await lifecycle.start()).toBe(true);
  const stopped = lifecycle.stop('signal', 'SIGTERM');
  await clock.advance(5000);
  expect(await stopped).toEqual({ exitCode: 0, aborted: [] });
  expect(log.at(-1)).toBe('stopped@5000');
});

test('degraded and ready alternate while serving, and no more once draining', async () => {
  const { clock, lifecycle } = service();
  lifecycle.setDegraded(true, 'too early');
  expect(lifecycle.state).toBe('starting');
  await lifecycle.start();
  lifecycle.setDegraded(true, 'cache is down');
  expect(lifecycle.state).toBe('degraded');
  lifecycle.setDegraded(false, 'cache is back');
  expect(lifecycle.state).toBe('ready');
  void lifecycle.stop('signal', 'SIGTERM');
  lifecycle.setDegraded(true, 'cache is down');
  expect(lifecycle.state).toBe('draining');
  await clock.advance(30_000);
});

test('property: whatever the stages do, the process has ended by the budget, in allowed states', async () => {
  const order = ['starting', 'ready', 'draining', 'stopping', 'stopped', 'failed'];
  const takesMs = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 40_000 }));
  await fc.assert(
    fc.asyncProperty(takesMs, takesMs, takesMs, takesMs, async (inFlight, workers, pool, flush) => {
      const late = (ms: number) => (ms === Infinity ? new Promise<void>(() => undefined) : clock.sleep(ms));
      const within =
        (name: string, ms: number): LifecycleOptions['workers'] =>
        async (deadline) => {
          await Promise.race([late(ms), clock.sleep(deadline.remaining())]);
          return ms > deadline.remaining() && deadline.remaining() === 0 ? [name] : [];
        };
      const { clock, lifecycle, events } = service({
        start: async (self) =>
          void (await self.use({ name: 'pool', start: () => 0, stop: () => late(pool) })),
        inFlight: within('request', inFlight),
        workers: within('worker', workers),
        flush: () => late(flush),
      });
      await lifecycle.start();
      let outcome: unknown;
      void lifecycle.stop('signal', 'SIGTERM').then((ended) => (outcome = ended));
      await clock.advance(29_000);
      expect(outcome).toBeDefined();
      const states = events.flatMap((event) => (event.type === 'state' ? [order.indexOf(event.to)] : []));
      expect(states).toEqual(states.toSorted((a, b) => a - b));
      expect(order[states.at(-1) ?? 0]).toBe('stopped');
    }),
    { numRuns: 50 },
  );
});
