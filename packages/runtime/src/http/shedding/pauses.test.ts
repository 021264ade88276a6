import { expect, test } from 'vitest';
import { Pauses } from './pauses.ts';

/** Silent for so long, and busy in it for so long, in milliseconds. */
function pause(silentMs: number, busyMs: number) {
  let cpuMs = 1_000;
  const pauses = new Pauses(() => cpuMs);
  pauses.expect(0);
  cpuMs += busyMs;
  return { pauses, excused: pauses.excuse(silentMs) };
}

test.each([
  ['the machine did not let it run', 250, 124, true],
  ['it was busy itself', 250, 125, false],
  ['it was hardly silent', 249, 0, false],
])('a silent loop, where %s', (_, silentMs, busyMs, expected) => {
  expect(pause(silentMs, busyMs).excused).toBe(expected);
});

test.each([
  [3_000, 3_000],
  [60_000, 10_000],
])('what waited through a pause of %d ms is excused for %d ms', (silentMs, excusedMs) => {
  const { pauses } = pause(silentMs, 0);
  pauses.expect(Infinity);
  expect(pauses.excuse(silentMs + excusedMs - 1)).toBe(true);
  expect(pauses.excuse(silentMs + excusedMs)).toBe(false);
});
