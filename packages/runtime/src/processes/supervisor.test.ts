import { ExitCode } from '@seaworthy/contract';
import { describe, expect, test } from 'vitest';
import { EventBus } from '../events.ts';
import { deadlineIn } from '../lifecycle/index.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { ToProcess } from './messages.ts';
import type { ChildExit } from './spawn.ts';
import { Supervisor } from './supervisor.ts';

const killed: ChildExit = { code: null, signal: 'SIGKILL' };

/** Two processes that still load. */
function loading(exit: ChildExit) {
  const clock = new VirtualClock();
  const faults: unknown[] = [];
  const ends: (() => void)[] = [];
  const serve: (() => void)[] = [];
  const close: (() => void)[] = [];
  const sent: ToProcess[] = [];
  const supervisor = new Supervisor({
    clock,
    bus: new EventBus(),
    count: 2,
    liveness: { stallThresholdMs: 5_000, heartbeatMs: 500 },
    random: () => 0,
    waitedMs: () => 0,
    welcome: () => ({
      type: 'welcome',
      inputs: { generation: 1, found: {} },
      terminal: false,
      heap: { sized: false, reason: 'a test' },
    }),
    onChange() {},
    onFault: (error) => faults.push(error.code),
    onStatus() {},
    onStop() {},
    spawn(_, listeners) {
      ends.push(() => listeners.onExit(exit));
      close.push(() => listeners.onMessage({ type: 'closed' }));
      serve.push(() => listeners.onMessage({ type: 'health', state: 'ready', checks: [], hangup: false }));
      return {
        pid: ends.length,
        send: (message) => sent.push(message),
        kill: () => listeners.onExit(killed),
      };
    },
  });
  const started = supervisor.start();
  return { started, clock, supervisor, faults, ends, serve, close, sent };
}

/** Two that still load when they are told to stop, and end by `exit`. */
async function stopWhileLoading(exit: ChildExit) {
  const { clock, supervisor, faults, ends } = loading(exit);
  const stopped = supervisor.stop(deadlineIn(clock, 5_000));
  for (const end of ends) end();
  expect(await stopped).toEqual([]);
  return faults;
}

test.each<[ChildExit]>([
  [{ code: 70, signal: null }],
  [{ code: null, signal: 'SIGTERM' }],
  [{ code: null, signal: 'SIGINT' }],
])('one that is stopped while it loads may end by %j', async (exit) => {
  expect(await stopWhileLoading(exit)).toEqual([]);
});

test.each<[ChildExit]>([[{ code: 1, signal: null }], [{ code: null, signal: 'SIGSEGV' }]])(
  'an end by %j is a crash',
  async (exit) => {
    expect(await stopWhileLoading(exit)).toContain('SW_PROCESS_CRASH');
  },
);

test('one that aborted work is named, and so is one that is killed at the deadline', async () => {
  const { clock, supervisor, faults, ends, serve } = loading({
    code: ExitCode.drainIncomplete,
    signal: null,
  });
  for (const begin of serve) begin();
  const stopped = supervisor.stop(deadlineIn(clock, 5_000));
  ends[0]?.();
  await clock.advance(5_000);
  expect(await stopped).toEqual(['process 1', 'process 2']);
  expect(faults).toEqual([]);
});

test('one that ends before it has started fails the start, with its exit code', async () => {
  const { started, ends } = loading({ code: ExitCode.configuration, signal: null });
  ends[0]?.();
  await expect(started).rejects.toMatchObject({
    code: 'SW_PROCESS_START',
    where: 'process 1',
    exitCode: ExitCode.configuration,
  });
});

test('a fault in the middle of a stop is passed on, once of each', async () => {
  const { clock, supervisor, ends, sent } = loading({ code: 0, signal: null });
  const stopped = supervisor.stop(deadlineIn(clock, 5_000));
  supervisor.tellToStop('request', 'again');
  supervisor.tellToStop('fault', 'the primary has failed');
  for (const end of ends) end();
  await stopped;
  const [asked, failed] = [
    { type: 'stop', cause: 'request', reason: 'stop' },
    { type: 'stop', cause: 'fault', reason: 'the primary has failed' },
  ];
  expect(sent.filter(({ type }) => type === 'stop')).toEqual([asked, asked, failed, failed]);
});

test('one that still starts is waited for until shortly after nobody serves, and is then no work that was cut off', async () => {
  const { clock, supervisor, faults, ends, serve } = loading({ code: 0, signal: null });
  serve[0]?.();
  const stopped = supervisor.stop(deadlineIn(clock, 30_000));
  await clock.advance(8_000);
  ends[0]?.();
  await clock.advance(0);
  expect(await stopped).toEqual([]);
  expect(faults).toEqual([]);
});

test('one that still starts has as long as after a fault', async () => {
  const { clock, supervisor, ends, serve } = loading({ code: 0, signal: null });
  serve[0]?.();
  let isOver = false;
  const stopped = supervisor.stop(deadlineIn(clock, 30_000)).finally(() => (isOver = true));
  ends[0]?.();
  await clock.advance(5_000);
  expect(isOver).toBe(false);
  await clock.advance(250);
  expect(await stopped).toEqual([]);
});

test('one that has served and does not end is work that was cut off', async () => {
  const { clock, supervisor, ends, serve } = loading({ code: 0, signal: null });
  for (const begin of serve) begin();
  const stopped = supervisor.stop(deadlineIn(clock, 30_000));
  ends[0]?.();
  await clock.advance(30_000);
  expect(await stopped).toEqual(['process 2']);
});

describe('who has closed its listener may tell of the end', () => {
  const permissions = (sent: readonly ToProcess[]) => sent.filter(({ type }) => type === 'closed').length;

  test('once all have closed theirs', () => {
    const { supervisor, serve, close, sent } = loading(killed);
    for (const serves of serve) serves();
    supervisor.tellToStop('request', 'stop');
    close[0]?.();
    expect(permissions(sent)).toBe(0);
    close[1]?.();
    expect(permissions(sent)).toBe(2);
  });

  test('once the others have died, or where they have never served', () => {
    const { supervisor, serve, close, ends, sent } = loading(killed);
    for (const serves of serve) serves();
    supervisor.tellToStop('request', 'stop');
    close[0]?.();
    ends[1]?.();
    expect(permissions(sent)).toBe(1);
    const starting = loading(killed);
    starting.serve[0]?.();
    starting.supervisor.tellToStop('request', 'stop');
    starting.close[0]?.();
    expect(permissions(starting.sent)).toBe(2);
  });

  test('at once where it ends alone', () => {
    const { serve, close, sent } = loading(killed);
    for (const serves of serve) serves();
    close[0]?.();
    expect(permissions(sent)).toBe(1);
  });
});
