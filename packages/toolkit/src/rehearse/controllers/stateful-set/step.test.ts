import { expect, test } from 'vitest';
import type { Pod } from '../../kubelet/index.ts';
import type { Member } from './ordinal.ts';
import { setStep, type SetState } from './step.ts';

interface Facts {
  readonly revision?: number;
  readonly ready?: boolean;
  readonly deletedAt?: number;
  readonly phase?: 'Running' | 'Failed';
}

/** A pod of which a set looks only at revision and status. */
function member(
  ordinal: number,
  { revision = 1, ready = true, deletedAt, phase = 'Running' }: Facts = {},
): Member {
  return { ordinal, pod: { revision, status: { phase, ready, deletedAt } } as Pod };
}

/** The ordinals of what is made and of what goes. */
function step(state: Partial<SetState> & Pick<SetState, 'members' | 'replicas'>) {
  const { create, remove } = setStep({
    ordered: true,
    partition: 0,
    revision: 1,
    isAvailable: ({ pod }) => pod.status.ready,
    ...state,
  });
  return { create, remove: remove.map(({ ordinal }) => ordinal) };
}

const nothing = { create: [], remove: [] };

test('scaled down, an unhealthy pod goes only if none below it is unhealthy', () => {
  const last = member(2, { ready: false });
  expect(step({ replicas: 1, members: [member(0), member(1, { ready: false }), last] })).toEqual(nothing);
  expect(step({ replicas: 1, members: [member(0), member(1), last] })).toEqual({ create: [], remove: [2] });
});

test('while one that is too much is going, no other goes, neither for its number nor for its revision', () => {
  const members = [member(0), member(1), member(2, { deletedAt: 1 })];
  expect(step({ replicas: 2, revision: 2, members })).toEqual(nothing);
  expect(step({ replicas: 1, members })).toEqual(nothing);
});

test('a pod that is over is deleted, once, to make room for another of its name', () => {
  const over = { phase: 'Failed', ready: false } as const;
  for (const ordered of [true, false]) {
    const after = (facts: Facts) => step({ replicas: 2, ordered, members: [member(0, facts), member(1)] });
    expect(after(over)).toEqual({ create: [], remove: [0] });
    expect(after({ ...over, deletedAt: 1 })).toEqual(nothing);
  }
});

test('an update waits for the pod that it replaced last', () => {
  const members = (ready: boolean) => [member(0), member(1), member(2, { revision: 2, ready })];
  expect(step({ replicas: 3, revision: 2, ordered: false, members: members(false) })).toEqual(nothing);
  expect(step({ replicas: 3, revision: 2, ordered: false, members: members(true) })).toEqual({
    create: [],
    remove: [1],
  });
});
