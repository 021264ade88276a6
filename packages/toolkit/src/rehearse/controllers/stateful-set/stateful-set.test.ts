import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { PodSpec } from '../../../model/index.ts';
import { testCluster, type ContainerScript } from '../../testing/index.ts';
import { StatefulSet, type StatefulSetOptions } from './index.ts';

const probed: PodSpec = {
  containers: [
    { name: 'app', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 1 } },
  ],
};
const broken: PodSpec = { containers: [{ name: 'broken', readinessProbe: { exec: { command: ['no'] } } }] };

function rehearse(
  spec: StatefulSetOptions['spec'],
  replicas: number,
  script: ContainerScript = {},
  seed = 1,
  isBroken = (_pod: string) => true,
) {
  const cluster = testCluster(
    (container, _, pod) =>
      container === 'broken' && isBroken(pod) ? { answer: () => ({ outcome: 1 }) } : script,
    { seed },
  );
  const volumes: [string, PodSpec['volumes']][] = [];
  const set = new StatefulSet({
    name: 'db',
    replicas,
    spec,
    template: { spec: probed },
    runner: {
      run(request) {
        volumes.push([request.name, request.spec.volumes]);
        return cluster.kubelet.run(request);
      },
    },
    clock: cluster.clock,
    note: cluster.note,
  });
  const created = () => cluster.of('pod-created').map(({ pod, revision }) => `${pod}@${revision}`);
  const revisions = () => Object.fromEntries(set.pods.map(({ name, revision }) => [name, revision] as const));
  return { ...cluster, set, created, revisions, volumes };
}

test('OrderedReady: pods come in order of their names, each when the one before is ready', async () => {
  const { clock, created, of, set } = rehearse({}, 3, { startMs: 2000 });
  await clock.advance(30_000);
  expect(created()).toEqual(['db-0@1', 'db-1@1', 'db-2@1']);
  const readyAt = of('pod-ready').map(({ at }) => at);
  const createdAt = of('pod-created').map(({ at }) => at);
  expect(createdAt.slice(1)).toEqual(readyAt.slice(0, 2).map((at) => at + 20));
  expect(set.state).toBe('complete');
});

test('OrderedReady: a pod that never becomes ready keeps those after it from coming', async () => {
  const { clock, created } = rehearse({}, 3, { answer: () => ({ outcome: 500 }) });
  await clock.advance(60_000);
  expect(created()).toEqual(['db-0@1']);
});

test('minReadySeconds: the next one waits until the one before is available', async () => {
  const { clock, of } = rehearse({ minReadySeconds: 10 }, 2);
  await clock.advance(30_000);
  const [first = 0] = of('pod-ready').map(({ at }) => at);
  expect(of('pod-created')[1]?.at).toBe(first + 10_020);
});

test('Parallel: pods come and go all at once', async () => {
  const { clock, of, set } = rehearse({ podManagementPolicy: 'Parallel' }, 4);
  await clock.advance(20_000);
  expect(new Set(of('pod-created').map(({ at }) => at)).size).toBe(1);
  set.scale(1);
  await clock.advance(20_000);
  expect(new Set(of('pod-deleted').map(({ at }) => at)).size).toBe(1);
  expect(set.pods.map(({ name }) => name)).toEqual(['db-0']);
});

test('OrderedReady: scaled down, the highest goes first, and the next one when it is gone', async () => {
  const { clock, of, set } = rehearse({}, 3, { stop: { afterMs: 5000, code: 0 } });
  await clock.advance(30_000);
  set.scale(1);
  await clock.advance(30_000);
  const deleted = of('pod-deleted');
  expect(deleted.map(({ pod }) => pod)).toEqual(['db-2', 'db-1']);
  expect(deleted[1]?.at).toBeGreaterThanOrEqual(of('pod-removed')[0]?.at ?? Infinity);
});

test.each(['OrderedReady', 'Parallel'] as const)(
  '%s: a rolling update replaces one pod at a time under its name, the highest first, when the last one is ready',
  async (podManagementPolicy) => {
    const { clock, created, of, set } = rehearse({ podManagementPolicy }, 3, { startMs: 3000 });
    await clock.advance(60_000);
    set.apply({ spec: probed });
    await clock.advance(60_000);
    expect(created().slice(3)).toEqual(['db-2@2', 'db-1@2', 'db-0@2']);
    expect(of('pod-deleted').map(({ pod }) => pod)).toEqual(['db-2', 'db-1', 'db-0']);
    expect(set.state).toBe('complete');
    const readyAt = of('pod-ready').flatMap((it) => (it.pod === 'db-2' && it.ready ? [it.at] : []));
    expect(of('pod-deleted')[1]?.at).toBe((readyAt.at(-1) ?? 0) + 20);
  },
);

test('partition: ordinals below it keep their revision, even when they are made again', async () => {
  const { clock, revisions, set } = rehearse({ updateStrategy: { rollingUpdate: { partition: 2 } } }, 3);
  await clock.advance(30_000);
  set.apply({ spec: probed });
  await clock.advance(30_000);
  set.pods.find(({ name }) => name === 'db-0')?.delete();
  await clock.advance(30_000);
  expect(revisions()).toEqual({ 'db-0': 1, 'db-1': 1, 'db-2': 2 });
  expect(set.state).toBe('complete');
});

test.each<[string, StatefulSetOptions['spec'], string[]]>([
  ['new without a strategy', {}, ['db-2@2', 'db-0@2', 'db-1@2']],
  [
    'new with a partition of 0',
    { updateStrategy: { rollingUpdate: { partition: 0 } } },
    ['db-2@2', 'db-0@2', 'db-1@2'],
  ],
  [
    'old with a type alone',
    { updateStrategy: { type: 'RollingUpdate' } },
    ['db-2@2', 'db-0@1', 'db-1@2', 'db-0@2'],
  ],
])('a pod that the update has not come to is made again %s', async (_, spec, expected) => {
  const { clock, created, set } = rehearse(spec, 3, { startMs: 5000 });
  await clock.advance(60_000);
  set.apply({ spec: probed });
  await clock.advance(1000);
  set.pods.find(({ name }) => name === 'db-0')?.delete();
  await clock.advance(60_000);
  expect(created().slice(3)).toEqual(expected);
  expect(set.state).toBe('complete');
});

test('in a later update the old revision is that of the one before', async () => {
  const { clock, created, set } = rehearse({ updateStrategy: { type: 'RollingUpdate' } }, 3, {
    startMs: 5000,
  });
  await clock.advance(60_000);
  set.apply({ spec: probed });
  await clock.advance(60_000);
  set.apply({ spec: probed });
  await clock.advance(1000);
  set.pods.find(({ name }) => name === 'db-0')?.delete();
  await clock.advance(60_000);
  expect(created().slice(6)).toEqual(['db-2@3', 'db-0@2', 'db-1@3', 'db-0@3']);
});

test('a pod bears its name, its number and its revision as labels, beside those of its template', async () => {
  const env = [
    "metadata.labels['statefulset.kubernetes.io/pod-name']",
    "metadata.labels['apps.kubernetes.io/pod-index']",
    "metadata.labels['controller-revision-hash']",
    "metadata.labels['app']",
    "metadata.annotations['note']",
  ].map((fieldPath, index) => ({ name: `LABEL_${index}`, valueFrom: { fieldRef: { fieldPath } } }));
  const annotations = { note: 'mind' };
  const { clock, engine, set } = rehearse({}, 2);
  await clock.advance(10_000);
  set.apply({ spec: { containers: [{ name: 'app', env }] }, labels: { app: 'shop' }, annotations });
  await clock.advance(30_000);
  const labels = engine.configs.slice(2).map(({ env: set }) => env.map(({ name }) => set[name]));
  expect(labels).toEqual([
    ['db-1', '1', 'db-2', 'shop', 'mind'],
    ['db-0', '0', 'db-2', 'shop', 'mind'],
  ]);
});

test('stopped, all its pods go, none comes, and no timer is left', async () => {
  const { clock, set } = rehearse({ minReadySeconds: 600 }, 3);
  await clock.advance(10_000);
  set.stop();
  await clock.advance(5000);
  expect(set.pods).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('OnDelete: a pod gets the new template only when somebody deletes it', async () => {
  const { clock, revisions, set } = rehearse({ updateStrategy: { type: 'OnDelete' } }, 2);
  await clock.advance(30_000);
  set.apply({ spec: probed });
  await clock.advance(30_000);
  expect(revisions()).toEqual({ 'db-0': 1, 'db-1': 1 });
  expect(set.state).toBe('progressing');
  set.pods[0]?.delete();
  await clock.advance(30_000);
  expect(revisions()).toEqual({ 'db-0': 2, 'db-1': 1 });
});

test('a broken pod stops the update, and a mended template alone does not get it going again', async () => {
  const { clock, revisions, set } = rehearse({}, 2);
  await clock.advance(30_000);
  set.apply({ spec: broken });
  await clock.advance(30_000);
  expect(revisions()).toEqual({ 'db-0': 1, 'db-1': 2 });
  set.apply({ spec: probed });
  await clock.advance(60_000);
  expect(revisions()['db-1']).toBe(2);
});

test('a rollback deletes the broken pod, as a person has to, and only that one', async () => {
  const { clock, of, revisions, set } = rehearse({}, 3, {}, 1, (pod) => pod === 'db-1');
  await clock.advance(30_000);
  set.apply({ spec: broken });
  await clock.advance(30_000);
  const before = of('pod-deleted').length;
  expect(revisions()).toEqual({ 'db-0': 1, 'db-1': 2, 'db-2': 2 });
  expect(set.rollBack()).toBe(true);
  expect(of('pod-deleted').slice(before)).toMatchObject([{ pod: 'db-1' }]);
  await clock.advance(60_000);
  expect(revisions()).toEqual({ 'db-0': 1, 'db-1': 1, 'db-2': 1 });
  expect(set.state).toBe('complete');
});

test('property: never two pods of one name, and in an update of a healthy program never two away at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 4000 }),
      fc.integer({ min: 0, max: 8000 }),
      fc.constantFrom('OrderedReady', 'Parallel'),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (replicas, startMs, stopMs, podManagementPolicy, seed) => {
        const script = { startMs, stop: { afterMs: stopMs, code: 0 } };
        const { clock, set } = rehearse({ podManagementPolicy }, replicas, script, seed);
        await clock.advance(60_000);
        expect(set.state).toBe('complete');
        set.apply({ spec: probed });
        for (let tick = 0; tick < 2000 && set.state !== 'complete'; tick++) {
          await clock.advance(100);
          const names = set.pods.map(({ name }) => name);
          expect(new Set(names).size).toBe(names.length);
          const ready = set.pods.filter(({ status }) => status.ready && status.deletedAt === undefined);
          expect(ready.length).toBeGreaterThanOrEqual(replicas - 1);
        }
        expect(set.state).toBe('complete');
      },
    ),
    { numRuns: 12 },
  );
});

test('a rollout is complete once every pod is of its revision and available', async () => {
  const { clock, of, set } = rehearse({ minReadySeconds: 5 }, 3);
  await clock.advance(60_000);
  set.apply({ spec: probed });
  await clock.advance(60_000);
  const last = of('pod-ready').findLast(({ ready }) => ready);
  expect(of('rollout-complete').at(-1)).toMatchObject({ revision: 2, at: (last?.at ?? 0) + 5020 });
});

test('the template that is rolled out already, and as many replicas as there are, change nothing', async () => {
  const template = { spec: probed };
  const { clock, of, set } = rehearse({}, 2);
  set.apply(template);
  await clock.advance(30_000);
  set.apply(template);
  expect(set.state).toBe('complete');
  set.scale(2);
  expect(set.state).toBe('complete');
  await clock.advance(30_000);
  expect(of('rollout-started')).toHaveLength(2);
  expect(of('rollout-complete')).toHaveLength(1);
});

test('each pod knows itself by its name, in the domain of its Service', async () => {
  const { clock, engine } = rehearse({ serviceName: 'db-peers' }, 1);
  const sandbox = vi.spyOn(engine, 'createSandbox');
  await clock.advance(1000);
  expect(sandbox.mock.calls[0]?.[0]).toMatchObject({
    hostname: 'db-0',
    domain: 'db-peers.default.svc.cluster.local',
  });
});

test('each pod has a volume for each claim template, in place of one of that name, and its successor has the same', async () => {
  const volumeClaimTemplates = ['data', 'wal'].map((name) => ({ metadata: { name }, spec: {} }));
  const { clock, set, volumes } = rehearse({ volumeClaimTemplates }, 1);
  await clock.advance(10_000);
  const tmp = { name: 'tmp', emptyDir: {} };
  set.apply({ spec: { ...probed, volumes: [{ name: 'data', emptyDir: {} }, tmp] } });
  // A pod's files are removed in real time.
  await expect.poll(() => clock.advance(1_000).then(() => volumes)).toHaveLength(2);
  const claims = ['data', 'wal'].map((name) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-db-0` },
  }));
  expect(volumes).toEqual([
    ['db-0', claims],
    ['db-0', [...claims, tmp]],
  ]);
});
