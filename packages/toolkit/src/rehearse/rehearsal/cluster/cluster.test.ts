import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { ObjectOf } from '../../../model/index.ts';
import { ObjectStore } from '../../objects/index.ts';
import { seededRandom } from '../../random.ts';
import { testCluster, type ContainerScript } from '../../testing/index.ts';
import type { Workload } from '../../workload/index.ts';
import { startCluster } from './cluster.ts';
import { ObservedEngine } from '../observation/observed-engine.ts';

function job(name: string, moment: string): ObjectOf<'Job'> {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations: { 'helm.sh/hook': moment } },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name }] } } },
  };
}

const workload: Workload = {
  name: 'shop',
  namespace: 'default',
  kind: 'Deployment',
  replicas: 1,
  spec: {},
  template: { labels: {}, annotations: {}, spec: { containers: [{ name: 'app' }] } },
  services: [],
  loadPort: undefined,
  serviceLinks: [],
  objects: [],
  autoscaler: undefined,
  disruptionBudget: undefined,
  jobs: [job('before', 'pre-install'), job('after', 'post-install')],
  dependencies: [],
  contract: undefined,
  unsupported: [],
};

/** Starts it under the virtual clock; what a container does is by its name. */
function starting(script: (container: string) => ContainerScript) {
  const { clock, engine, note } = testCluster(script);
  const started = startCluster({
    workload,
    isRouted: false,
    objects: new ObjectStore([]),
    engine: new ObservedEngine(engine),
    volumesFolder: tmpdir(),
    profile: 'none',
    proxy: 'kube-proxy',
    deletionLagMs: [0, 0],
    clock,
    random: seededRandom(1),
    note,
    fault: (error) => {
      throw error;
    },
    lastWordsOf: (pod) => `the words of ${pod}`,
    signal: new AbortController().signal,
  });
  const outcome = started.then(
    () => 'started',
    (error: Error) => error.message,
  );
  return { clock, engine, outcome };
}

const ends = (code: number): ContainerScript => ({ exit: { afterMs: 1000, code } });

test('a Job of before has ended when the pods are created, and one of after runs beside them', async () => {
  const { clock, engine, outcome } = starting((name) => (name === 'app' ? {} : ends(0)));
  await clock.advance(60_000);
  expect(await outcome).toBe('started');
  const acts = engine.acts.map(({ container, act }) => `${container} ${act}`);
  expect(acts.slice(0, 2)).toEqual(['before start', 'before exited']);
  // A Deployment takes a moment to create them.
  expect(acts.slice(2).toSorted()).toEqual(['after exited', 'after start', 'app start']);
  expect(acts.at(-1)).toBe('after exited');
});

test('one of after that fails ends the pods, and is told by its last words', async () => {
  const { clock, engine, outcome } = starting((name) =>
    name === 'app' ? {} : ends(name === 'after' ? 1 : 0),
  );
  await clock.advance(300_000);
  expect(await outcome).toMatch(/The Job after failed: the words of after-3/);
  expect(engine.of('app').map(({ act }) => act)).toEqual(['start', 'SIGTERM', 'exited']);
});
