import { expect, test } from 'vitest';
import { sampleRehearsal } from '../testing/index.ts';
import { formatDuration, formatEvent, subjectOf } from './index.ts';

test('each event of a rehearsal is told without a hole', () => {
  for (const event of sampleRehearsal().evidence.events)
    expect(`${subjectOf(event)}: ${formatEvent(event)}`).not.toMatch(/undefined|NaN|\[object/);
});

test.each([
  [0.04, '0 ms'],
  [3.14, '3.1 ms'],
  [42.4, '42 ms'],
  [420, '0.42 s'],
  [12_340, '12.3 s'],
  [125_000, '2 min 05 s'],
  [-420, '-0.42 s'],
])('%d ms is said as %s', (ms, words) => expect(formatDuration(ms)).toBe(words));

test.each([
  ['MainThread', 'node', 'node'],
  ['server', 'server', 'server'],
  ['start.sh', 'sh', 'start.sh, run by sh'],
])('of a main process that the kernel calls %s and %s runs: %s', (name, runBy, words) => {
  const event = { type: 'main-process', pod: 'a', container: 'app', name, runBy } as const;
  expect(formatEvent(event)).toBe(`PID 1 of app is ${words}`);
});

test.each([
  [1, 'port 80 is no longer listened on, with 1 connection not accepted'],
  [1200, 'port 80 is no longer listened on, with 1,200 connections not accepted'],
])('of a port that closes while %d wait: %s', (count, words) => {
  const waiting = { count, at: 2, since: 1 };
  expect(formatEvent({ type: 'port', pod: 'a', port: 80, listening: false, waiting })).toBe(words);
});
