import { expect, test } from 'vitest';
import type { Happening, RehearsalEvent } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import { crashLoops } from './crash-loop.ts';

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
  const isLooping = crashLoops(happenings.map((happening) => ({ ...happening, at: 0 })));
  return isLooping(pods.map((name) => ({ name }) as Pod));
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
  expect(isGivenUp(['a', 'b'], [ready, ...crashes(5, 'a'), ...crashes(5, 'b')])).toBe(false);
});

test('the pod of a Job, which was ready before, is none of them', () => {
  const ready: Happening = { type: 'pod-ready', pod: 'migrate-1', ready: true };
  expect(isGivenUp(['a'], [ready, ...crashes(3, 'a')])).toBe(true);
});

test('beside a container that runs on, for which it may wait, more is waited for', () => {
  const database = started('a', 'database');
  expect(isGivenUp(['a'], [database, ...crashes(4, 'a')])).toBe(false);
  expect(isGivenUp(['a'], [database, ...crashes(5, 'a')])).toBe(true);
  expect(isGivenUp(['a'], [database, ...crashes(3, 'a'), exited('a', 'database')])).toBe(true);
});

test('what happens between two looks counts too', () => {
  const events: RehearsalEvent[] = [];
  const isLooping = crashLoops(events);
  const pods = [{ name: 'a' } as Pod];
  for (const happening of crashes(2, 'a')) events.push({ ...happening, at: 0 });
  expect(isLooping(pods)).toBe(false);
  for (const happening of crashes(1, 'a')) events.push({ ...happening, at: 0 });
  expect(isLooping(pods)).toBe(true);
  expect(isLooping(pods)).toBe(true);
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
