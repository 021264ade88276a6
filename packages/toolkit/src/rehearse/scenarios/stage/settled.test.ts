import { expect, test } from 'vitest';
import type { RehearsalEvent } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import { settled } from './settled.ts';
import type { Stage } from './stage.ts';

const pod = { name: 'a', status: { ready: true, deletedAt: undefined, removed: false } } as Pod;

/** When a pod that its status calls ready is asked for, 10 ms after a container of this pod has ended. */
async function askedAt(ended: string): Promise<number[]> {
  const clock = new VirtualClock();
  await clock.advance(1010);
  const exited = { type: 'container-exited', container: 'app', exitCode: 0, reason: 'Completed' } as const;
  const events: RehearsalEvent[] = [{ ...exited, pod: ended, at: 1000 }];
  const asked: number[] = [];
  const stage = {
    clock,
    events,
    signal: new AbortController().signal,
    deployment: { pods: [pod] },
    workload: { template: { spec: {} } },
    complete: () => Promise.resolve(asked.push(clock.now()) > 0),
    until: (condition: () => boolean) => Promise.resolve(condition()),
  } as unknown as Stage;
  const done = settled(stage);
  await clock.advance(5000);
  expect(await done).toBe(true);
  return asked;
}

test('a pod whose container has just ended is ready by its status alone, and is waited for', async () => {
  expect(await askedAt('a')).toEqual([3000]);
});

test('one that is gone has nothing to be waited for', async () => {
  expect(await askedAt('b')).toEqual([1010]);
});
