import { expect, test } from 'vitest';
import { Deployment, rollingStep, type Member } from '../rollout/deployment.ts';

const strategy = { replicas: 3, maxSurge: 1, maxUnavailable: 0 };

class FakePod implements Member {
  readonly revision: number;
  ready = false;
  terminating = false;
  exited = false;
  readonly #changed: () => void;

  constructor(revision: number, changed: () => void = () => {}) {
    this.revision = revision;
    this.#changed = changed;
  }

  delete(): void {
    this.terminating = true;
  }

  become(state: { ready?: boolean; exited?: boolean }): this {
    Object.assign(this, state);
    this.#changed();
    return this;
  }
}

function pods(revision: number, count: number, ready = true): FakePod[] {
  return Array.from({ length: count }, () => new FakePod(revision).become({ ready }));
}

test('a step that scales the new ReplicaSet up removes nothing', () => {
  expect(rollingStep(strategy, 2, pods(1, 3))).toEqual({ create: 1, remove: [] });
});

test('no old pod goes while the new one is not available', () => {
  expect(rollingStep(strategy, 2, [...pods(1, 3), ...pods(2, 1, false)])).toEqual({ create: 0, remove: [] });
});

test('one old pod goes for each new one that is available', () => {
  const old = pods(1, 3);
  expect(rollingStep(strategy, 2, [...old, ...pods(2, 1)])).toEqual({ create: 0, remove: [old[0]] });
});

test('unhealthy old pods go first, and no healthy one for them', () => {
  const old = [...pods(1, 2), ...pods(1, 1, false)];
  expect(rollingStep(strategy, 2, [...old, ...pods(2, 1)])).toEqual({ create: 0, remove: [old[2]] });
});

test('an unhealthy old pod stays while a new one is not available', () => {
  const members = [...pods(1, 2), ...pods(1, 1, false), ...pods(2, 1, false)];
  expect(rollingStep(strategy, 2, members)).toEqual({ create: 0, remove: [] });
});

test('a terminating pod is not counted, so real pods may exceed replicas and surge', () => {
  const old = pods(1, 3);
  old[0]?.delete();
  expect(rollingStep(strategy, 2, [...old, ...pods(2, 1)])).toEqual({ create: 1, remove: [] });
});

test('more may be missing where the strategy allows it', () => {
  const old = pods(1, 3);
  const step = rollingStep({ replicas: 3, maxSurge: 0, maxUnavailable: 2 }, 2, old);
  expect(step).toEqual({ create: 0, remove: [old[0], old[1]] });
});

test('a rollout ends when every pod is of the new revision, ready, and the old ones are gone', async () => {
  let ended = false;
  const deployment = new Deployment(strategy, (revision, changed) => new FakePod(revision, changed));
  const first = deployment.rollOut();
  for (const pod of deployment.members) pod.become({ ready: true });
  await first;
  const second = deployment.rollOut().then(() => (ended = true));
  for (let index = 3; index < 6; index += 1) deployment.members[index]?.become({ ready: true });
  await Promise.resolve();
  expect(deployment.members.map(({ terminating }) => terminating)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(ended).toBe(false);
  for (const pod of deployment.members.slice(0, 3)) pod.become({ ready: false, exited: true });
  await second;
  expect(deployment.members).toHaveLength(6);
});

test('a pod that is gone is replaced, until the controller stops', async () => {
  const deployment = new Deployment(strategy, (revision, changed) => new FakePod(revision, changed));
  const complete = deployment.rollOut();
  for (const pod of deployment.members) pod.become({ ready: true });
  await complete;
  deployment.members[0]?.become({ ready: false, exited: true });
  expect(deployment.members).toHaveLength(4);
  deployment.stop();
  deployment.members[1]?.become({ ready: false, exited: true });
  expect(deployment.members).toHaveLength(4);
});
