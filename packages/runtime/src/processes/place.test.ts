import { expect, test } from 'vitest';
import { EventBus } from '../events.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { FromProcess } from './messages.ts';
import { Place } from './place.ts';
import type { ChildExit } from './spawn.ts';

/** A place whose processes do nothing but what the test says. */
function placeOf() {
  const clock = new VirtualClock();
  const fatal: unknown[] = [];
  /** Of each process that was started. */
  const killed: boolean[] = [];
  let current: { say(message: FromProcess): void; exit(how?: ChildExit): void } | undefined;
  const place: Place = new Place(
    1,
    {
      clock,
      bus: new EventBus(),
      liveness: { stallThresholdMs: 5_000, heartbeatMs: 500 },
      random: () => 0,
      waitedMs: () => 0,
      spawn(_, listeners) {
        const at = killed.push(false) - 1;
        const exit = (how: ChildExit = { code: null, signal: 'SIGKILL' }) => listeners.onExit(how);
        current = { say: (message) => listeners.onMessage(message), exit };
        const kill = () => {
          killed[at] = true;
          exit();
        };
        return { pid: 100 + at, send() {}, kill };
      },
    },
    {
      onStarted() {},
      onMessage() {},
      onExited: (__, ___, why) => fatal.push(why),
      onChange() {},
    },
  );
  const serve = () => current?.say({ type: 'health', state: 'ready', checks: [], hangup: false });
  /** Lets time pass for a process whose loop turns. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      current?.say({ type: 'beat', debugged: false });
      await clock.advance(500);
    }
  };
  const debug = () => current?.say({ type: 'beat', debugged: true });
  return { clock, place, killed, fatal, serve, pass, debug, exit: (how?: ChildExit) => current?.exit(how) };
}

test('a replacement that does not serve within five minutes is replaced, however often', async () => {
  const { place, killed, fatal, serve, pass, exit } = placeOf();
  place.start();
  await pass(1_000);
  serve();
  await pass(120_000);
  exit();
  await pass(1_000);
  expect([place.state, killed.length]).toEqual(['starting', 2]);
  await pass(290_000);
  expect(killed).toEqual([false, false]);
  for (let attempt = 2; attempt < 10; attempt++) {
    await pass(330_000);
    expect(killed.filter(Boolean)).toHaveLength(attempt - 1);
  }
  expect(fatal.every((why) => why === undefined)).toBe(true);
  serve();
  await pass(600_000);
  expect([place.state, killed.at(-1)]).toEqual(['ready', false]);
});

test('…or within four times what its start took before', async () => {
  const { place, killed, serve, pass, exit } = placeOf();
  place.start();
  await pass(200_000);
  serve();
  exit();
  await pass(790_000);
  expect(killed).toEqual([false, false]);
  await pass(20_000);
  expect(killed).toEqual([false, true]);
});

test('one that the kernel does not start is tried again, however often', async () => {
  const { place, killed, fatal, serve, pass, exit } = placeOf();
  place.start();
  serve();
  await pass(120_000);
  exit();
  await pass(500);
  for (let attempt = 2; attempt < 10; attempt++) {
    exit({ code: null, signal: null, error: new Error('spawn EAGAIN') });
    await pass(30_000);
    expect(killed).toHaveLength(attempt + 1);
  }
  expect(fatal.every((why) => why === undefined)).toBe(true);
});

test('the first start has no limit, and one that is told to stop meanwhile ends by itself', async () => {
  const { place, killed, serve, pass, exit } = placeOf();
  place.start();
  await pass(3_600_000);
  serve();
  exit();
  await pass(1_000);
  place.stop({ type: 'stop', cause: 'request', reason: 'stop' });
  await pass(600_000);
  expect(killed).toEqual([false, false]);
  exit();
  await place.gone;
});

test('a process that was to be replaced is not where all are told to stop meanwhile', async () => {
  const { place, killed, serve, pass, exit } = placeOf();
  place.start();
  for (let life = 1; life <= 2; life++) {
    serve();
    exit();
    if (life === 1) await pass(500);
  }
  expect(place.state).toBe('absent');
  place.stop({ type: 'stop', cause: 'request', reason: 'stop' });
  await place.gone;
  await pass(60_000);
  expect([place.state, killed.length]).toEqual(['absent', 2]);
});

test('where there is no process, none is killed', async () => {
  const { place, killed, serve, pass, exit } = placeOf();
  place.kill();
  place.start();
  serve();
  exit();
  expect(place.state).toBe('absent');
  place.kill();
  expect(place.killed).toBe(false);
  await pass(1_000);
  expect(killed).toEqual([false, false]);
});

test('a process whose loop has stalled for too long is killed, and replaced', async () => {
  const { clock, place, killed, serve, pass } = placeOf();
  place.start();
  serve();
  // The last beat comes half a second before its end.
  await pass(60_000);
  await clock.advance(4_500);
  expect([place.stalled, killed]).toEqual(['process 1 has been stalled for 5000 ms', [false]]);
  await clock.advance(9_500);
  expect(killed).toEqual([false]);
  await clock.advance(500);
  expect([place.stalled, place.state, killed]).toEqual([undefined, 'starting', [true, false]]);
});

test('…but not while a debugger may hold it', async () => {
  const { clock, place, killed, serve, pass, debug } = placeOf();
  place.start();
  serve();
  await pass(60_000);
  debug();
  await clock.advance(600_000);
  expect([place.stalled !== undefined, killed]).toEqual([true, [false]]);
});
