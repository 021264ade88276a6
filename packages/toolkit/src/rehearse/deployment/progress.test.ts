import { expect, test } from 'vitest';
import { testCluster } from '../testing/index.ts';
import { Deployment } from './index.ts';
import { ProgressDeadline, type Progress } from './progress.ts';

const before: Progress = { updated: 2, outdated: 3, ready: 4, available: 4 };

function noted(...steps: readonly Partial<Progress>[]): boolean[] {
  const deadline = new ProgressDeadline(600, 0);
  deadline.note(before, 0);
  return steps.map((step, index) => deadline.note({ ...before, ...step }, index + 1));
}

test.each([
  ['more new ones asked for', { updated: 3 }],
  ['fewer old ones asked for', { outdated: 2 }],
  ['more of them ready', { ready: 5 }],
  ['more of them available', { available: 5 }],
])('§6 progress: %s', (_, step) => {
  expect(noted(step)).toEqual([true]);
});

test.each([
  ['nothing new', {}],
  ['fewer new ones asked for', { updated: 1 }],
  ['more old ones asked for', { outdated: 4 }],
  ['fewer of them ready', { ready: 3 }],
  ['fewer of them available', { available: 3 }],
])('§6 no progress: %s', (_, step) => {
  expect(noted(step)).toEqual([false]);
});

test('§6 what has fallen back and comes again is progress', () => {
  expect(noted({ ready: 3 }, { ready: 4 })).toEqual([false, true]);
});

test('§6 each progress moves the deadline, and nothing else does', () => {
  const deadline = new ProgressDeadline(600, 1000);
  expect(deadline.at).toBe(601_000);
  deadline.note(before, 2000);
  expect(deadline.at).toBe(602_000);
  deadline.note(before, 3000);
  expect(deadline.at).toBe(602_000);
});

test('§6 a pod that becomes ready moves the deadline of its rollout before it is available', async () => {
  const { clock, kubelet, note, of } = testCluster({
    answer: ({ sinceStartMs }) => ({ outcome: sinceStartMs < 8000 ? 503 : 200 }),
  });
  const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 1 };
  const deployment = new Deployment({
    name: 'shop',
    replicas: 1,
    spec: { minReadySeconds: 8, progressDeadlineSeconds: 10 },
    template: { spec: { containers: [{ name: 'app', readinessProbe }] } },
    runner: kubelet,
    clock,
    note,
  });
  await clock.advance(30_000);
  expect(deployment.state).toBe('complete');
  expect(of('progress-deadline-exceeded')).toEqual([]);
});
