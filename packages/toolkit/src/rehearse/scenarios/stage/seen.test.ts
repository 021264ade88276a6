import { expect, test } from 'vitest';
import type { RehearsalEvent } from '../../events.ts';
import type { Pod } from '../../kubelet/index.ts';
import { seen } from './seen.ts';
import type { Stage } from './stage.ts';

type State = Extract<RehearsalEvent, { readonly type: 'endpoint-seen' }>['state'];

/** A rehearsal of one ready pod, in which a proxy sees something, and whether the wait for it is over once it is looked again. */
function watched() {
  const events: RehearsalEvent[] = [];
  const looked: number[] = [];
  let look = () => false;
  const stage = {
    events: new Proxy(events, {
      get(target, key, self) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looked.push(Number(key));
        return Reflect.get(target, key, self) as unknown;
      },
    }),
    deployment: {
      pods: [{ name: 'a', status: { ready: true, deletedAt: undefined, removed: false } } as Pod],
    },
    until: (condition: () => boolean) => {
      look = condition;
      return Promise.resolve(false);
    },
  } as unknown as Stage;
  void seen(stage);
  return {
    looked,
    isSeen: () => look(),
    sees: (proxy: string, state: State) =>
      void events.push({ type: 'endpoint-seen', at: events.length, pod: 'a', proxy, state }),
  };
}

test('the wait is over once every proxy routes to all pods that are ready', () => {
  const { sees, isSeen } = watched();
  sees('one', 'ready');
  expect(isSeen()).toBe(true);
  sees('other', 'unready');
  expect(isSeen()).toBe(false);
  sees('other', 'ready');
  sees('one', 'gone');
  expect(isSeen()).toBe(false);
  sees('one', 'ready');
  expect(isSeen()).toBe(true);
});

test('what has happened is gone through once, however often it is looked: with each line that a pod writes', () => {
  const { sees, isSeen, looked } = watched();
  sees('one', 'unready');
  for (let lines = 0; lines < 5; lines++) expect(isSeen()).toBe(false);
  sees('one', 'ready');
  expect(isSeen()).toBe(true);
  expect(looked).toEqual([0, 1]);
});
