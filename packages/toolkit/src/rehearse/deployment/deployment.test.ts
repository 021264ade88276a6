import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PodSpec } from '../../model/index.ts';
import { testCluster, type ContainerScript } from '../testing/index.ts';
import { Deployment, type DeploymentSpec } from './index.ts';
import { resolveStrategy } from './strategy.ts';

const probed: PodSpec = {
  containers: [
    { name: 'app', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 } },
  ],
};
const broken: PodSpec = { containers: [{ name: 'broken', readinessProbe: { exec: { command: ['no'] } } }] };

function rehearse(
  spec: DeploymentSpec,
  replicas: number,
  script: ContainerScript = {},
  seed = 1,
  isMended = () => false,
) {
  const cluster = testCluster(
    (container) => (container === 'broken' ? { answer: () => ({ outcome: isMended() ? 0 : 1 }) } : script),
    { seed, deletionLagMs: [0, 1000] },
  );
  const deployment = new Deployment({
    name: 'shop',
    replicas,
    spec,
    template: { spec: probed },
    runner: cluster.kubelet,
    clock: cluster.clock,
    note: cluster.note,
  });
  const ready = () =>
    deployment.pods.filter(({ status }) => status.ready && status.deletedAt === undefined).length;
  return { ...cluster, deployment, ready };
}

test('§6 a rollout is complete when updated, total and available all are the replicas', async () => {
  const { clock, deployment, of } = rehearse({}, 4);
  await clock.advance(30_000);
  deployment.apply({ spec: probed });
  await clock.advance(60_000);
  expect(of('rollout-complete').map(({ revision }) => revision)).toEqual([1, 2]);
  expect(deployment.pods.map(({ revision }) => revision)).toEqual([2, 2, 2, 2]);
});

test('§6 available means ready for minReadySeconds', async () => {
  const { clock, of } = rehearse({ minReadySeconds: 20 }, 1);
  await clock.advance(60_000);
  const readyAt = of('pod-ready')[0]?.at ?? 0;
  expect(of('rollout-complete')[0]?.at).toBe(readyAt + 20_000 + 20);
});

test.each([
  [8, 2, 2, 3],
  [4, 2, 2, 3],
  [2, 8, 6, 10],
])(
  '§6 percentages are of spec.replicas as it is: scaled from %d to %d, a rollout has %d ready or more and %d asked for at most',
  async (before, replicas, fewest, most) => {
    const { clock, deployment, of, ready } = rehearse({}, before, { startMs: 3000 });
    await clock.advance(30_000);
    deployment.scale(replicas);
    await clock.advance(30_000);
    const from = clock.now();
    deployment.apply({ spec: probed });
    let least = replicas;
    for (let tick = 0; tick < 300; tick++) {
      await clock.advance(100);
      least = Math.min(least, ready());
    }
    expect(least).toBe(fewest);
    expect(deployment.state).toBe('complete');
    const desired = new Map([[1, replicas]]);
    const totals = of('replica-set-scaled').flatMap(({ at, revision, to }) => {
      if (at < from) return [];
      desired.set(revision, to);
      return [[...desired.values()].reduce((sum, count) => sum + count, 0)];
    });
    expect(Math.max(...totals)).toBe(most);
  },
);

test('§6 trap 11: real pods exceed replicas + surge while old ones terminate', async () => {
  const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const { clock, deployment } = rehearse({ strategy }, 4, { stop: { afterMs: 20_000, code: 0 } });
  await clock.advance(30_000);
  deployment.apply({ spec: probed });
  let most = 0;
  for (let second = 0; second < 30; second++) {
    await clock.advance(1000);
    most = Math.max(most, deployment.pods.length);
  }
  expect(most).toBeGreaterThan(5);
});

test('§6 trap 11: a missed progress deadline is an event, and nothing is rolled back', async () => {
  const { clock, deployment, of, ready } = rehearse({ progressDeadlineSeconds: 60 }, 4);
  await clock.advance(30_000);
  deployment.apply({ spec: broken });
  await clock.advance(600_000);
  expect(of('progress-deadline-exceeded')).toHaveLength(1);
  expect(deployment.state).toBe('stuck');
  expect(deployment.pods.filter(({ revision }) => revision === 2)).toHaveLength(2);
  expect(ready()).toBe(3);
});

test('§6 a rollout that moves after its deadline progresses again, and may miss the next one', async () => {
  let isMended = false;
  const { clock, deployment, of } = rehearse({ progressDeadlineSeconds: 60 }, 8, {}, 1, () => isMended);
  await clock.advance(30_000);
  deployment.apply({ spec: broken });
  await clock.advance(120_000);
  expect(deployment.state).toBe('stuck');
  isMended = true;
  while (deployment.state === 'stuck') await clock.advance(100);
  expect(deployment.state).toBe('progressing');
  isMended = false;
  await clock.advance(120_000);
  expect(deployment.state).toBe('stuck');
  expect(of('progress-deadline-exceeded')).toHaveLength(2);
  isMended = true;
  await clock.advance(60_000);
  expect(deployment.state).toBe('complete');
});

test('§6 a scaling is complete once its pods are available, and without a deadline', async () => {
  const { clock, deployment, of } = rehearse({ progressDeadlineSeconds: 60 }, 2, { startMs: 90_000 });
  await clock.advance(100_000);
  deployment.scale(3);
  expect(deployment.state).toBe('progressing');
  await clock.advance(80_000);
  expect(deployment.state).toBe('progressing');
  await clock.advance(20_000);
  expect(deployment.state).toBe('complete');
  // The one that is there is of the first rollout, whose pods took longer than its deadline.
  expect(of('progress-deadline-exceeded').map(({ at }) => at < 100_000)).toEqual([true]);
});

test('§6 a scaling during a rollout is shared by its sets, so that a broken one does not get all new pods', async () => {
  const { clock, deployment, of, ready } = rehearse({}, 4);
  await clock.advance(30_000);
  deployment.apply({ spec: broken });
  await clock.advance(30_000);
  expect(ready()).toBe(3);
  deployment.scale(12);
  await clock.advance(30_000);
  // 15 with the surge, of which the old set had 3 of 5.
  expect(ready()).toBe(9);
  expect(of('replica-set-scaled').slice(-2)).toMatchObject([
    { revision: 1, from: 3, to: 9 },
    { revision: 2, from: 2, to: 6 },
  ]);
  deployment.scale(4);
  await clock.advance(30_000);
  expect(ready()).toBe(3);
  expect(deployment.pods.filter(({ revision }) => revision === 2)).toHaveLength(2);
});

test('§6 old pods go oldest set first, by when it was made: a rollback does not make a set younger', async () => {
  const strategy = { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } };
  const { clock, deployment, of } = rehearse({ strategy }, 4, { startMs: 3000 });
  await clock.advance(30_000);
  deployment.apply({ spec: probed });
  const shrunk = () =>
    of('replica-set-scaled').flatMap(({ from, to, revision }) => (to < from ? [revision] : []));
  while (shrunk().length === 0) await clock.advance(10);
  // Two available pods of each set.
  deployment.rollBack();
  deployment.apply({ spec: probed });
  await clock.advance(20_000);
  // Revision 3 is the set of revision 1.
  expect(shrunk()).toEqual([1, 3, 2]);
});

test('§6 a rollback rolls out the template before, by its old ReplicaSet', async () => {
  const { clock, deployment, ready } = rehearse({}, 4);
  await clock.advance(30_000);
  deployment.apply({ spec: broken });
  await clock.advance(30_000);
  expect(deployment.rollBack()).toBe(true);
  await clock.advance(60_000);
  expect(deployment.state).toBe('complete');
  expect(ready()).toBe(4);
  expect(new Set(deployment.pods.map(({ revision }) => revision))).toEqual(new Set([1]));
});

test('§6 the template that is rolled out already, and as many replicas as there are, change nothing', async () => {
  const template = { spec: probed };
  const { clock, deployment, of } = rehearse({}, 2);
  await clock.advance(30_000);
  deployment.apply(template);
  await clock.advance(30_000);
  deployment.apply(template);
  expect(deployment.state).toBe('complete');
  deployment.scale(2);
  expect(deployment.state).toBe('complete');
  await clock.advance(30_000);
  expect(of('rollout-started')).toHaveLength(2);
  expect(of('pod-created')).toHaveLength(4);
});

test.each([1, 2])(
  '§6 Recreate: new pods come only once every old one has ended, of %d new templates',
  async (templates) => {
    const strategy = { type: 'Recreate' as const };
    const { clock, deployment, of } = rehearse({ strategy }, 3, { stop: { afterMs: 7000, code: 0 } });
    await clock.advance(30_000);
    for (let template = 0; template < templates; template++) {
      deployment.apply({ spec: probed });
      await clock.advance(1000);
    }
    await clock.advance(60_000);
    const created = of('pod-created').filter(({ revision }) => revision > 1);
    const ended = of('pod-phase').filter(({ phase }) => phase === 'Succeeded');
    expect(created).toHaveLength(3);
    expect(Math.min(...created.map(({ at }) => at))).toBeGreaterThanOrEqual(
      Math.max(...ended.map(({ at }) => at)),
    );
  },
);

test('§6 a ReplicaSet replaces a deleted pod at once, not when it is gone', async () => {
  const { clock, deployment, of } = rehearse({}, 2, { stop: { afterMs: 20_000, code: 0 } });
  await clock.advance(30_000);
  deployment.pods[0]?.delete();
  await clock.advance(100);
  expect(of('pod-created')).toHaveLength(3);
});

test('§6 a ReplicaSet that has too many pods gives up the one that is not ready', async () => {
  const { clock, deployment, of } = rehearse({}, 3, {
    answer: ({ target }) => ({ outcome: target.includes('//10.244.0.2/') ? 503 : 200 }),
  });
  await clock.advance(30_000);
  const unready = deployment.pods.find(({ status }) => !status.ready);
  deployment.scale(2);
  await clock.advance(100);
  expect(of('pod-deleted').map(({ pod }) => pod)).toEqual([unready?.name]);
});

test('§6 the pods of a ReplicaSet bear its hash, by which a spread over nodes counts them apart', async () => {
  const fieldPath = "metadata.labels['pod-template-hash']";
  const [app] = probed.containers;
  const hashed = { ...app, name: 'app', env: [{ name: 'HASH', valueFrom: { fieldRef: { fieldPath } } }] };
  const { clock, deployment, engine } = rehearse({}, 2);
  await clock.advance(30_000);
  for (let rollout = 0; rollout < 2; rollout++) {
    deployment.apply({ spec: { containers: [hashed] } });
    await clock.advance(30_000);
  }
  const hashes = engine.configs.flatMap(({ env }) => env['HASH'] ?? []);
  expect(hashes).toHaveLength(4);
  expect(hashes).not.toContain('');
  expect(new Set(hashes).size).toBe(2);
});

test.each([
  ['complete', 30_000],
  ['under way', 31_500],
])('stopped while a rollout is %s, all its pods go, none comes, and no timer is left', async (_, at) => {
  const { clock, deployment } = rehearse({ minReadySeconds: 60 }, 4, { startMs: 500 });
  await clock.advance(30_000);
  deployment.apply({ spec: probed });
  await clock.advanceTo(at);
  deployment.stop();
  await clock.advance(5000);
  expect(deployment.pods).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('§6 deletes are parallel', async () => {
  const { clock, deployment, of } = rehearse({}, 5);
  await clock.advance(30_000);
  deployment.scale(1);
  await clock.advance(100);
  expect(new Set(of('pod-deleted').map(({ at }) => at)).size).toBe(1);
  expect(of('pod-deleted')).toHaveLength(4);
});

test('§6 property: with a healthy program, ready pods never fall below minAvailable nor the spec above the surge', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 0, max: 15_000 }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (replicas, maxSurge, maxUnavailable, startMs, stopMs, seed) => {
        const strategy = {
          rollingUpdate: { maxSurge: `${maxSurge}%`, maxUnavailable: `${maxUnavailable}%` },
        };
        const { surge, unavailable } = resolveStrategy({ strategy }, replicas);
        const { clock, deployment, of, ready } = rehearse(
          { strategy },
          replicas,
          { startMs, stop: { afterMs: stopMs, code: 0 } },
          seed,
        );
        await clock.advance(30_000);
        expect(deployment.state).toBe('complete');
        deployment.apply({ spec: probed });
        for (let tick = 0; tick < 3000 && deployment.state !== 'complete'; tick++) {
          await clock.advance(100);
          expect(ready()).toBeGreaterThanOrEqual(replicas - unavailable);
        }
        expect(deployment.state).toBe('complete');
        const desired = new Map<number, number>();
        for (const { revision, to } of of('replica-set-scaled')) {
          desired.set(revision, to);
          const total = [...desired.values()].reduce((sum, count) => sum + count, 0);
          expect(total).toBeLessThanOrEqual(replicas + surge);
        }
      },
    ),
    { numRuns: 15 },
  );
});
