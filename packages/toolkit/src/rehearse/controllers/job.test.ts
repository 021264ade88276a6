import { expect, test } from 'vitest';
import type { ObjectOf } from '../../model/index.ts';
import type { Pod } from '../kubelet/index.ts';
import { testCluster, type ContainerScript } from '../testing/index.ts';
import { runJob } from './index.ts';

const namespace = { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } };

type JobSpec = Omit<NonNullable<ObjectOf<'Job'>['spec']>, 'template'>;

function run(
  spec: JobSpec,
  restartPolicy: 'Never' | 'OnFailure',
  script: (restartCount: number, pod: string) => ContainerScript,
  tries?: number,
) {
  const cluster = testCluster((_, restartCount, pod) => script(restartCount, pod));
  const outcomes: (boolean | 'aborted')[] = [];
  const broken = new AbortController();
  const job = {
    metadata: { name: 'migrate' },
    spec: { ...spec, template: { spec: { restartPolicy, containers: [{ name: 'app', env: [namespace] }] } } },
  } as ObjectOf<'Job'>;
  const { kubelet: runner, clock } = cluster;
  const told: string[] = [];
  const created = ({ name }: Pod) => told.push(name);
  const more = tries === undefined ? {} : { tries };
  void runJob({ job, namespace: 'shop', runner, clock, created, ...more }, broken.signal).then(
    (it) => outcomes.push(it),
    () => outcomes.push('aborted'),
  );
  return { ...cluster, outcomes, broken, told };
}

const succeeds: ContainerScript = { exit: { afterMs: 500, code: 0 } };
const fails: ContainerScript = { exit: { afterMs: 500, code: 1 } };

test('a pod that exits with 0 completes the Job', async () => {
  const { clock, outcomes, of } = run({}, 'Never', () => succeeds);
  await clock.advance(5000);
  expect(outcomes).toEqual([true]);
  expect(of('pod-created')).toMatchObject([{ revision: 0 }]);
});

test('a pod of a Job bears the Job’s name as labels, unless its template says otherwise', async () => {
  const env = ['job-name', 'batch.kubernetes.io/job-name'].map((label, index) => ({
    name: `LABEL_${index}`,
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } },
  }));
  const { clock, engine, kubelet: runner } = testCluster(succeeds);
  const template = {
    metadata: { labels: { 'job-name': 'own' } },
    spec: { restartPolicy: 'Never' as const, containers: [{ name: 'app', env }] },
  };
  const type = { apiVersion: 'batch/v1', kind: 'Job' } as const;
  const completed = runJob({ job: { ...type, metadata: { name: 'm' }, spec: { template } }, runner, clock });
  await clock.advance(5000);
  expect(await completed).toBe(true);
  expect(engine.configs[0]?.env).toMatchObject({ LABEL_0: 'own', LABEL_1: 'm' });
});

test('a Job is where it is applied to, which it need not say itself', async () => {
  const { clock, engine } = run({}, 'Never', () => succeeds);
  await clock.advance(1000);
  expect(engine.configs[0]?.env).toMatchObject({ NAMESPACE: 'shop' });
});

test('a failed pod is followed by another one after 10 s, then 20 s, then 40 s …', async () => {
  const { clock, outcomes, of, told } = run({}, 'Never', (_, pod) =>
    pod === 'migrate-4' ? succeeds : fails,
  );
  await clock.advance(200_000);
  expect(outcomes).toEqual([true]);
  expect(told).toEqual(['migrate-1', 'migrate-2', 'migrate-3', 'migrate-4']);
  const ends = of('pod-phase').flatMap(({ phase, at }) => (phase === 'Failed' ? [at] : []));
  const starts = of('pod-created').map(({ at }) => at);
  expect(ends.map((at, index) => (starts[index + 1] ?? 0) - at)).toEqual([10_000, 20_000, 40_000]);
});

test('the wait for another pod is 600 s at most', async () => {
  const { clock, of } = run({ backoffLimit: 9 }, 'Never', () => fails);
  await clock.advance(3_600_000);
  const ends = of('pod-phase').flatMap(({ phase, at }) => (phase === 'Failed' ? [at] : []));
  const starts = of('pod-created').map(({ at }) => at);
  const waits = starts.slice(1).map((at, index) => at - (ends[index] ?? 0));
  expect(waits.slice(-4)).toEqual([320_000, 600_000, 600_000, 600_000]);
});

test.each(['Never', 'OnFailure'] as const)('under %s a backoffLimit of 0 leaves one try', async (policy) => {
  const once = run({ backoffLimit: 0 }, policy, () => succeeds);
  await once.clock.advance(60_000);
  expect(once.outcomes).toEqual([true]);
  const failed = run({ backoffLimit: 0 }, policy, () => fails);
  await failed.clock.advance(60_000);
  expect(failed.outcomes).toEqual([false]);
  expect(failed.of('pod-created')).toHaveLength(1);
});

test.each(['Never', 'OnFailure'] as const)(
  'under %s who gives up after three tries does so within a minute, and hears of a third that succeeds',
  async (policy) => {
    const failed = run({}, policy, () => fails, 3);
    await failed.clock.advance(60_000);
    expect(failed.outcomes).toEqual([false]);
    expect(failed.of('container-exited').filter(({ exitCode }) => exitCode === 1)).toHaveLength(3);
    const isThird = (restartCount: number, pod: string) => restartCount === 2 || pod === 'migrate-3';
    const third = run({}, policy, (...which) => (isThird(...which) ? succeeds : fails), 3);
    await third.clock.advance(60_000);
    expect(third.outcomes).toEqual([true]);
  },
);

test('more failed pods than backoffLimit fail the Job', async () => {
  const { clock, outcomes, of } = run({ backoffLimit: 2 }, 'Never', () => fails);
  await clock.advance(600_000);
  expect(outcomes).toEqual([false]);
  expect(of('pod-created')).toHaveLength(3);
});

test('under OnFailure the restarts within the pod count', async () => {
  const { clock, outcomes, of } = run({ backoffLimit: 2 }, 'OnFailure', () => fails);
  await clock.advance(600_000);
  expect(of('container-started')).toHaveLength(3);
  expect(outcomes).toEqual([false]);
  expect(of('pod-created')).toHaveLength(1);
  expect(of('pod-removed')).toHaveLength(1);
});

test.each([
  ['Never', true],
  ['OnFailure', false],
] as const)(
  'under %s a Job that may not fail once completes beside a sidecar that was restarted: %s',
  async (policy, completes) => {
    const { clock, kubelet: runner } = testCluster((name, restarts) => {
      if (name === 'app') return { exit: { afterMs: 30_000, code: 0 } };
      return restarts === 0 ? { exit: { afterMs: 2000, code: 1 } } : {};
    });
    const spec = {
      restartPolicy: policy,
      initContainers: [{ name: 'proxy', restartPolicy: 'Always' as const }],
      containers: [{ name: 'app' }],
    };
    const type = { apiVersion: 'batch/v1', kind: 'Job' } as const;
    const job = { ...type, metadata: { name: 'migrate' }, spec: { backoffLimit: 0, template: { spec } } };
    const completed = runJob({ job, runner, clock });
    await clock.advance(60_000);
    expect(await completed).toBe(completes);
  },
);

test('a deadline that passes fails the Job and ends its pod', async () => {
  const { clock, outcomes, of } = run({ activeDeadlineSeconds: 30 }, 'Never', () => ({}));
  await clock.advance(60_000);
  expect(outcomes).toEqual([false]);
  expect(of('pod-removed')).toHaveLength(1);
});

test('a wait that would end after the deadline is not begun', async () => {
  const { clock, outcomes, of } = run({ activeDeadlineSeconds: 25 }, 'Never', () => fails);
  await clock.advance(15_000);
  expect(outcomes).toEqual([false]);
  await clock.advance(60_000);
  expect(of('pod-created')).toHaveLength(2);
});

test('broken off, its pod is deleted', async () => {
  const { clock, outcomes, of, broken } = run({}, 'Never', () => ({}));
  await clock.advance(5000);
  broken.abort();
  await clock.advance(60_000);
  expect(outcomes).toEqual(['aborted']);
  expect(of('pod-removed')).toHaveLength(1);
});
