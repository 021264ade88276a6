import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { Recorder } from './recorder.ts';

const { signal } = new AbortController();
const up = { type: 'pod-ready', pod: 'a', ready: true } as const;

test('stamps what happens with the time, and tells it on', async () => {
  const clock = new VirtualClock();
  const heard: unknown[] = [];
  const recorder = new Recorder(clock, { event: (event) => heard.push(event) });
  await clock.advance(250);
  recorder.note(up);
  expect(recorder.events).toEqual([{ ...up, at: 250 }]);
  expect(heard).toEqual(recorder.events);
});

test.each([
  ['lines', 'x', 500_000],
  ['characters', 'x'.repeat(2 ** 20), 95],
])('of logs so many %s are kept, and the rest is counted', (_, text, kept) => {
  const recorder = new Recorder(new VirtualClock());
  for (let line = 0; line < kept + 3; line++)
    recorder.line({ pod: 'a', container: 'app', restartCount: 0, stream: 'stdout', text, cut: false });
  expect([recorder.logs.length, recorder.droppedLines]).toEqual([kept, 3]);
});

test('a condition that an event makes true ends the wait at once', async () => {
  const clock = new VirtualClock();
  const recorder = new Recorder(clock);
  const wait = recorder.until(() => recorder.events.length > 0, 1000, signal);
  clock.after(10, () => recorder.note(up));
  await clock.advance(10);
  expect(await wait).toBe(true);
  expect(clock.pending).toBe(0);
});

test('a condition that no event tells of is looked at all the same', async () => {
  const clock = new VirtualClock();
  let requests = 0;
  const wait = new Recorder(clock).until(() => requests > 0, 1000, signal);
  requests++;
  await clock.advance(50);
  expect(await wait).toBe(true);
});

test('a wait ends when its time is over, and leaves no timer', async () => {
  const clock = new VirtualClock();
  const wait = new Recorder(clock).until(() => false, 1000, signal);
  await clock.advance(1000);
  expect(await wait).toBe(false);
  expect(clock.pending).toBe(0);
});

test('a wait is given up when the rehearsal is broken off', async () => {
  const clock = new VirtualClock();
  const broken = new AbortController();
  const wait = new Recorder(clock).until(() => false, 1000, broken.signal);
  const reason = new Error('enough');
  broken.abort(reason);
  await expect(wait).rejects.toBe(reason);
  expect(clock.pending).toBe(0);
});
