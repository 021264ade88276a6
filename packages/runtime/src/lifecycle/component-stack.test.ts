import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { ComponentStack } from './component-stack.ts';
import { deadlineIn } from './deadline.ts';

function stack() {
  const clock = new VirtualClock();
  const abandoned = new AbortController();
  const events: RuntimeEvent[] = [];
  const components = new ComponentStack({
    clock,
    signal: abandoned.signal,
    emit: (event) => events.push(event),
  });
  const log: string[] = [];
  const component = (name: string) => ({
    name,
    start: () => void log.push(`+${name}`),
    stop: () => void log.push(`-${name}`),
  });
  return { clock, abandoned, events, components, component, log };
}

test('releases in reverse order of start', async () => {
  const { clock, components, component, log } = stack();
  await components.use(component('pool'));
  await components.use(component('cache'));
  expect(await components.release(deadlineIn(clock, 1000))).toEqual([]);
  expect(log).toEqual(['+pool', '+cache', '-cache', '-pool']);
});

test('releases a value by its own dispose where the component has no stop', async () => {
  const { clock, components } = stack();
  const released: string[] = [];
  await components.use({
    name: 'async',
    start: () => ({ [Symbol.asyncDispose]: async () => void released.push('async') }),
  });
  await components.use({
    name: 'sync',
    start: () => ({ [Symbol.dispose]: () => void released.push('sync') }),
  });
  await components.use({ name: 'plain', start: () => 42 });
  await components.release(deadlineIn(clock, 1000));
  expect(released).toEqual(['sync', 'async']);
});

test('one that hangs is named at the deadline, and one that throws is reported; the rest are released', async () => {
  const { clock, components, component, events, log } = stack();
  await components.use(component('first'));
  await components.use({ name: 'hangs', start: () => 0, stop: () => new Promise(() => undefined) });
  await components.use({
    name: 'throws',
    start: () => 0,
    stop: () => {
      throw new Error('no');
    },
  });
  const released = components.release(deadlineIn(clock, 1000));
  await clock.advance(1000);
  expect(await released).toEqual(['hangs']);
  expect(log).toEqual(['+first', '-first']);
  expect(events).toContainEqual({
    type: 'component.failed',
    component: 'throws',
    phase: 'stop',
    error: new Error('no'),
  });
});

test('one that hangs leaves the others time to stop, and they are not named', async () => {
  const { clock, components, log } = stack();
  const takes = (name: string, ms: number) => ({
    name,
    start: () => 0,
    stop: () => clock.sleep(ms).then(() => void log.push(`-${name}@${clock.now()}`)),
  });
  await components.use(takes('lease', 50));
  await components.use(takes('pool', 20));
  await components.use({ name: 'broker', start: () => 0, stop: () => new Promise(() => undefined) });
  const released = components.release(deadlineIn(clock, 1000));
  await clock.advance(1000);
  expect(await released).toEqual(['broker']);
  expect(log).toEqual(['-pool@520', '-lease@570']);
});

test('one that takes more than half of the time may still use the rest', async () => {
  const { clock, components, component, log } = stack();
  await components.use(component('first'));
  await components.use({
    name: 'slow',
    start: () => 0,
    stop: () => clock.sleep(900).then(() => void log.push('-slow')),
  });
  const released = components.release(deadlineIn(clock, 1000));
  await clock.advance(900);
  expect(await released).toEqual([]);
  expect(log).toEqual(['+first', '-first', '-slow']);
});

test('a deadline that a fault brings forward is not overrun for a start that hangs', async () => {
  const { clock, components, component, log } = stack();
  await components.use(component('first'));
  void components.use({ name: 'broker', start: () => new Promise(() => undefined) });
  const deadline = deadlineIn(clock, 20_000);
  const released = components.release(deadline);
  deadline.moveTo(1000);
  await clock.advance(1000);
  expect(await released).toEqual(['broker, still starting']);
  expect(log).toEqual(['+first', '-first']);
});

test('a start that hangs is named, and what was started before is released in time', async () => {
  const { abandoned, clock, components, log } = stack();
  await components.use({
    name: 'lease',
    start: () => 0,
    stop: () => clock.sleep(50).then(() => void log.push('-lease')),
  });
  void components.use({ name: 'broker', start: () => new Promise(() => undefined) });
  abandoned.abort(new Error('abandoned'));
  const released = components.release(deadlineIn(clock, 1000));
  await clock.advance(1000);
  expect(await released).toEqual(['broker, still starting']);
  expect(log).toEqual(['-lease']);
});

// After half of the time it is the turn of those that are up.
test.each([400, 900])(
  'one that comes up %i ms after the start was abandoned is released all the same',
  async (ms) => {
    const { clock, abandoned, components, log } = stack();
    const used = components.use({
      name: 'slow',
      start: () => clock.sleep(ms).then(() => log.push('+slow')),
      stop: () => void log.push('-slow'),
    });
    abandoned.abort(new Error('abandoned'));
    const released = components.release(deadlineIn(clock, 1000));
    await clock.advance(ms);
    expect(await released).toEqual([]);
    await used;
    expect(log).toEqual(['+slow', '-slow']);
  },
);

test('once it releases, nothing more is started', async () => {
  const { clock, components, component, log } = stack();
  await components.use(component('first'));
  await components.release(deadlineIn(clock, 1000));
  await expect(components.use(component('late'))).rejects.toMatchObject({
    code: 'SW_START_FAILED',
    where: 'component late',
  });
  expect(log).toEqual(['+first', '-first']);
});

test('a failed start names its component and keeps the cause', async () => {
  const { components, events } = stack();
  const cause = new Error('connection refused');
  await expect(components.use({ name: 'pool', start: () => Promise.reject(cause) })).rejects.toMatchObject({
    code: 'SW_START_FAILED',
    where: 'component pool',
    cause,
  });
  expect(events).toEqual([{ type: 'component.failed', component: 'pool', phase: 'start', error: cause }]);
});

test('property: all are told to stop, in reverse and in time, and exactly those that had not stopped are named', async () => {
  // None is done in the very moment of the deadline, when either may be told.
  const takesMs = fc.oneof(
    fc.constant(Infinity),
    fc.integer({ min: 0, max: 3000 }).map((ms) => ms + 0.3),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(takesMs, { minLength: 1, maxLength: 8 }), async (stops) => {
      const { clock, components } = stack();
      const told: string[] = [];
      const stopped: string[] = [];
      for (const [index, ms] of stops.entries()) {
        const name = `c${index}`;
        await components.use({
          name,
          start: () => 0,
          async stop() {
            told.push(name);
            await (ms === Infinity ? new Promise(() => undefined) : clock.sleep(ms));
            stopped.push(name);
          },
        });
      }
      let late: readonly string[] | undefined;
      void components.release(deadlineIn(clock, 2000)).then((names) => (late = names));
      await clock.advance(1999);
      const names = stops.map((_, index) => `c${index}`).toReversed();
      expect(told).toEqual(names);
      await clock.advance(1);
      expect(late).toEqual(names.filter((name) => !stopped.includes(name)));
    }),
    { numRuns: 50 },
  );
});
