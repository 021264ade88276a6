import { expect, test } from 'vitest';
import type { Happening } from '../events.ts';
import type { Pod } from '../kubelet/index.ts';
import { isCrashLooping } from './crash-loop.ts';

const started = (pod: string, container = 'app'): Happening => ({
  type: 'container-started',
  pod,
  container,
  restartCount: 0,
});
const exited = (pod: string, container = 'app'): Happening => ({
  type: 'container-exited',
  pod,
  container,
  exitCode: 1,
  reason: 'Error',
});
/** So many runs that end by themselves. */
const crashes = (times: number, pod: string, container?: string) =>
  Array.from({ length: times }, () => [started(pod, container), exited(pod, container)]).flat();

function isGivenUp(pods: readonly string[], happenings: readonly Happening[]): boolean {
  return isCrashLooping(
    pods.map((name) => ({ name }) as Pod),
    happenings.map((happening) => ({ ...happening, at: 0 })),
  );
}

test('§3 a program that crashes once or twice is still waited for, one that does so a third time is not', () => {
  expect(isGivenUp(['a'], crashes(2, 'a'))).toBe(false);
  expect(isGivenUp(['a'], [...crashes(2, 'a'), started('a')])).toBe(false);
  expect(isGivenUp(['a'], crashes(3, 'a'))).toBe(true);
});

test('every pod must have come to that', () => {
  expect(isGivenUp(['a', 'b'], [...crashes(3, 'a'), ...crashes(2, 'b')])).toBe(false);
  expect(isGivenUp(['a', 'b'], [...crashes(3, 'a'), ...crashes(3, 'b', 'init')])).toBe(true);
  expect(isGivenUp([], crashes(3, 'a'))).toBe(false);
});

test('ends of several containers do not add up', () => {
  expect(isGivenUp(['a'], [...crashes(2, 'a', 'init'), ...crashes(2, 'a', 'app')])).toBe(false);
});

test('a pod that was ready once has started', () => {
  const ready: Happening = { type: 'pod-ready', pod: 'b', ready: true };
  expect(isGivenUp(['a'], [ready, ...crashes(5, 'a')])).toBe(false);
});

test('what the kubelet ended did not end by itself', () => {
  const killed = (pod: string): Happening => ({
    type: 'container-killed',
    pod,
    container: 'app',
    reason: 'failed its startup probe',
    graceSeconds: 30,
  });
  const runs = Array.from({ length: 5 }, () => [started('a'), killed('a'), exited('a')]).flat();
  expect(isGivenUp(['a'], runs)).toBe(false);
  expect(isGivenUp(['a'], [...runs, ...crashes(3, 'a')])).toBe(true);
});
