import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuntimeEvent } from '../events.ts';
import { deadlineIn } from '../lifecycle/index.ts';
import { VirtualClock } from '../testing/index.ts';
import { Workers, type Job, type WorkerOptions } from './index.ts';

function worker(options: WorkerOptions, job: (clock: VirtualClock, ...rest: Parameters<Job>) => unknown) {
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const workers = new Workers(clock, (event) => events.push(event));
  const added = workers.add('job', options, (context) => job(clock, context));
  return { clock, workers, events, status: () => added.status };
}

test('every N runs from start to start', async () => {
  const starts: number[] = [];
  const { clock, workers, status } = worker({ everyMs: 1000 }, async (time) => {
    starts.push(time.now());
    await time.sleep(300);
  });
  await clock.advance(3100);
  expect(starts).toEqual([0, 1000, 2000, 3000]);
  expect(status()).toMatchObject({ completed: 3, completedAt: clock.wallTime() - 800 });
  workers.finish();
});

test('a run that takes longer than N delays the next, and missed ones are not made up for', async () => {
  const starts: number[] = [];
  const { clock, workers } = worker({ everyMs: 1000 }, async (time) => {
    starts.push(time.now());
    if (starts.length === 1) await time.sleep(2500);
  });
  await clock.advance(4500);
  expect(starts).toEqual([0, 2500, 3500, 4500]);
  workers.finish();
});

test('a job that never waits leaves others their turn', async () => {
  let runs = 0;
  const { workers } = worker({}, () => {
    if (++runs === 1000) workers.finish();
  });
  await new Promise((resolve) => setImmediate(resolve));
  workers.finish();
  expect(runs).toBeLessThan(1000);
});

test('the time between runs can change while the worker runs', async () => {
  const starts: number[] = [];
  let everyMs = 1000;
  const { clock, workers } = worker({ everyMs: () => everyMs }, (time) => starts.push(time.now()));
  await clock.advance(1000);
  everyMs = 200;
  await clock.advance(1000);
  expect(starts).toEqual([0, 1000, 2000]);
  await clock.advance(400);
  expect(starts).toEqual([0, 1000, 2000, 2200, 2400]);
  workers.finish();
});

test.each([NaN, 0, -1])(
  'a time between runs of %s is an error of the run, retried with backoff',
  async (told) => {
    let runs = 0;
    const { clock, workers, events, status } = worker(
      { everyMs: () => (runs < 3 ? told : 60_000), retryMs: 100 },
      () => {
        runs += 1;
      },
    );
    await clock.advance(59_000);
    expect(runs).toBe(3);
    expect(events.filter(({ type }) => type === 'worker.failed')).toMatchObject(
      [1, 2].map((attempt) => ({ attempt, error: { code: 'SW_DEFINITION' } })),
    );
    expect(status()).toMatchObject({ state: 'waiting', completed: 1 });
    workers.finish();
  },
);

test('one that throws does not end the worker', async () => {
  const error = new Error('not configured');
  const everyMs = () => {
    throw error;
  };
  const { clock, workers, events, status } = worker({ everyMs }, () => undefined);
  await clock.advance(0);
  expect(events.at(-1)).toMatchObject({ type: 'worker.failed', attempt: 1, error });
  workers.finish();
  await clock.advance(0);
  expect(status()).toMatchObject({ state: 'stopped' });
  expect(events.at(-1)).toMatchObject({ type: 'worker', worker: 'job', what: 'stopped' });
});

test('errors are retried with backoff, and the recovery is an event', async () => {
  let runs = 0;
  const { clock, workers, events, status } = worker(
    { everyMs: 60_000, retryMs: 100, maxRetryMs: 400 },
    () => {
      runs += 1;
      if (runs <= 4) throw new Error(`failure ${runs}`);
    },
  );
  await clock.advance(2000);
  const waits = events.flatMap((event) => (event.type === 'worker.failed' ? [event.retryInMs] : []));
  expect(waits).toHaveLength(4);
  for (const [index, ceiling] of [100, 200, 400, 400].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(ceiling / 2);
    expect(waits[index]).toBeLessThanOrEqual(ceiling);
  }
  expect(events.at(-1)).toEqual({ type: 'worker', worker: 'job', what: 'recovered' });
  expect(status()).toMatchObject({ state: 'waiting', failures: 0, completed: 1 });
  workers.finish();
});

describe('stopping', () => {
  test('waits for the current run and starts no other', async () => {
    let runs = 0;
    const { clock, workers } = worker({}, async (time) => {
      runs += 1;
      await time.sleep(2000);
    });
    await clock.advance(500);
    const stopped = workers.stop(deadlineIn(clock, 5000));
    await clock.advance(1500);
    expect(await stopped).toEqual([]);
    expect(runs).toBe(1);
  });

  test('a job that waits for work by the finish signal ends at once, without an error', async () => {
    const { clock, workers, events } = worker({}, (time, { finish }) => time.sleep(60_000, finish));
    await clock.advance(10);
    expect(await workers.stop(deadlineIn(clock, 5000))).toEqual([]);
    expect(events.filter(({ type }) => type === 'worker.failed')).toEqual([]);
    expect(clock.now()).toBe(10);
  });

  test.each<[string, Job]>([
    ['a timer', ({ finish }) => sleep(60_000, undefined, { signal: finish })],
    ['an event', ({ finish }) => once(new EventEmitter(), 'work', { signal: finish })],
  ])('so does one that waits for %s by Node’s own means', async (_what, job) => {
    const { clock, workers, events } = worker({}, (_time, context) => job(context));
    await clock.advance(10);
    expect(await workers.stop(deadlineIn(clock, 5000))).toEqual([]);
    expect(events.filter(({ type }) => type === 'worker.failed')).toEqual([]);
  });

  test('a deadline that a fault brings forward aborts the run by then', async () => {
    let abortedAt = 0;
    const { clock, workers } = worker({}, (time, { abort }) => {
      abort.addEventListener('abort', () => (abortedAt = time.now()));
      return new Promise(() => undefined);
    });
    await clock.advance(10);
    const deadline = deadlineIn(clock, 20_000);
    const stopped = workers.stop(deadline);
    deadline.moveTo(2000);
    await clock.advance(1990);
    expect(await stopped).toEqual(['worker job, 2.0 s']);
    expect(abortedAt).toBe(2000);
  });

  test('an error of the job itself is reported, though it stops', async () => {
    const { clock, workers, events } = worker({}, async (time, { finish }) => {
      await time.sleep(60_000, finish).catch(() => undefined);
      throw new Error('not put back', { cause: new Error('another') });
    });
    await clock.advance(10);
    await workers.stop(deadlineIn(clock, 5000));
    expect(events.filter(({ type }) => type === 'worker.failed')).toHaveLength(1);
  });

  test('shortly before the deadline the job is aborted, and it is named', async () => {
    let abortedAt: number | undefined;
    const { clock, workers } = worker({}, (time, { abort }) => {
      abort.addEventListener('abort', () => (abortedAt = time.now()));
      return new Promise(() => undefined);
    });
    await clock.advance(0);
    const stopped = workers.stop(deadlineIn(clock, 2000));
    await clock.advance(2000);
    expect(abortedAt).toBe(1500);
    expect(await stopped).toEqual(['worker job, 2.0 s']);
  });
});

test('a run that went on for longer than the longest wait, and then fails, is the first to do so', async () => {
  const lasting = [0, 0, 0, 60_000, 60_000, 0];
  const { clock, workers, events } = worker({}, async (time) => {
    await time.sleep(lasting.shift() ?? 0);
    throw new Error('the connection was lost');
  });
  await clock.advance(200_000);
  const attempts = events.flatMap((event) => (event.type === 'worker.failed' ? [event.attempt] : []));
  expect(attempts.slice(0, 6)).toEqual([1, 2, 3, 1, 1, 2]);
  workers.finish();
});

test.each<[string, (workers: Workers, clock: VirtualClock) => unknown]>([
  ['finishes', (workers) => workers.finish()],
  ['has stopped', (workers, clock) => workers.stop(deadlineIn(clock, 1000))],
])('one that is added while the service %s runs nothing', async (_when, end) => {
  const clock = new VirtualClock();
  const events: RuntimeEvent[] = [];
  const workers = new Workers(clock, (event) => events.push(event));
  await end(workers, clock);
  let runs = 0;
  const late = workers.add('late', { everyMs: 100 }, () => (runs += 1));
  await clock.advance(1000);
  expect(runs).toBe(0);
  expect(late.status).toMatchObject({ state: 'stopped' });
  expect(events).toEqual([]);
});

test('the first run begins after its worker was returned', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const workers = new Workers(new VirtualClock(), () => undefined);
  const added = workers.add('job', { everyMs: 100 }, () => resolve(added.status.state));
  expect(await promise).toBe('running');
  workers.finish();
});

test('a run longer than its bound shows as stuck', async () => {
  const { clock, workers, status } = worker({ stuckAfterMs: 1000 }, (time) => time.sleep(1500));
  await clock.advance(999);
  expect(status()).toMatchObject({ stuck: false });
  await clock.advance(1);
  expect(status()).toMatchObject({ stuck: true, runningMs: 1000 });
  workers.finish();
});

test('refuses a second worker of the same name, and times that are not above zero', () => {
  const workers = new Workers(new VirtualClock(), () => undefined);
  workers.add('a', { everyMs: 1 }, () => undefined);
  expect(() => workers.add('a', { everyMs: 1 }, () => undefined)).toThrow('SW_DEFINITION');
  expect(() => workers.add('b', { everyMs: 0 }, () => undefined)).toThrow('`everyMs` is 0');
  workers.finish();
});

test('property: runs never overlap, whatever they take and however they end', async () => {
  const run = fc.record({ ms: fc.integer({ min: 0, max: 3000 }), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 20 }), async (runs) => {
      let running = 0;
      let most = 0;
      const { clock, workers } = worker({ everyMs: 500, retryMs: 100 }, async (time) => {
        running += 1;
        most = Math.max(most, running);
        const { ms, fails } = runs.shift() ?? { ms: 10, fails: false };
        await time.sleep(ms);
        running -= 1;
        if (fails) throw new Error('failed');
      });
      await clock.advance(20_000);
      expect(most).toBe(1);
      const stopped = workers.stop(deadlineIn(clock, 5000));
      await clock.advance(5000);
      expect(await stopped).toEqual([]);
      expect(running).toBe(0);
    }),
    { numRuns: 30 },
  );
});
