import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Autoscaler, DisruptionBudget, evictor, runJob, StatefulSet } from './controllers/index.ts';
import { Deployment } from './deployment/index.ts';
import { EndpointSlice, EndpointView, propagationProfiles } from './endpoints/index.ts';
import { IngressNginxChooser } from './proxy/index.ts';
import { seededRandom } from './random.ts';
import { REFRESH_MS } from './rehearsal/cluster/cluster.ts';
import { dataObject, testCluster, volumeCluster, workloadOf } from './testing/index.ts';

const app = { name: 'app' };

function deploy(replicas: number) {
  const cluster = testCluster();
  const { kubelet: runner, clock, note } = cluster;
  const template = { spec: { containers: [app] } };
  const options = { name: 'shop', replicas, spec: {}, template, runner, clock, note };
  return { ...cluster, template, deployment: new Deployment(options) };
}

/** What the rehearsal does, by the heading of its entry in the page. */
const differences: Record<string, () => Promise<void>> = {
  'One node, and no scheduler': async () => {
    const { clock, run } = testCluster();
    const resources = { requests: { cpu: '1000', memory: '1000Ti' } };
    const pod = run({ nodeSelector: { no: 'such' }, containers: [{ ...app, resources }] });
    await clock.advance(1000);
    expect(pod.status.phase).toBe('Running');
  },
  'The control plane takes a fixed time': async () => {
    const { clock, of } = deploy(1);
    await clock.advance(1000);
    expect(of('pod-created').map(({ at }) => at)).toEqual([20]);
  },
  'Pods are created all at once': async () => {
    const { clock, of } = deploy(20);
    await clock.advance(1000);
    expect(of('pod-created').map(({ at }) => at)).toEqual(Array.from({ length: 20 }, () => 20));
  },
  'Of two ready pods the younger one goes first': async () => {
    const { clock, deployment, of } = deploy(4);
    await clock.advance(60_000);
    deployment.scale(5);
    // One pod of 600 s, four of 660 s: to a cluster of one age.
    await clock.advance(600_000);
    const youngest = of('pod-created').at(-1)?.pod;
    deployment.scale(4);
    await clock.advance(100);
    expect(of('pod-deleted').map(({ pod }) => pod)).toEqual([youngest]);
  },
  'A restart comes the moment its back-off ends': async () => {
    const { clock, of, run } = testCluster({ exit: { afterMs: 500, code: 1 } });
    run({ containers: [app] });
    await clock.advance(20_000);
    expect(of('container-started').map(({ at }) => at)).toEqual([0, 1000, 11_500]);
  },
  'A probe’s command that leaves its output open fails at the time-out': async () => {
    const { clock, of, run } = testCluster({ answer: () => ({ outcome: 0, afterMs: 300_000 }) });
    run({ containers: [{ ...app, readinessProbe: { exec: { command: ['check'] }, timeoutSeconds: 3 } }] });
    await clock.advance(10_000);
    const [first] = of('probe');
    expect(first).toMatchObject({ outcome: 'failure', at: (first?.startedAt ?? 0) + 3000 });
  },
  'A pod keeps its sandbox': async () => {
    const { clock, of, run } = testCluster((name) => ({
      exit: { afterMs: 500, code: name === 'init' ? 0 : 1 },
    }));
    const pod = run({ initContainers: [{ name: 'init' }], containers: [app] });
    await clock.advance(1000);
    const { ip } = pod.status;
    await clock.advance(300_000);
    expect(pod.status.ip).toBe(ip);
    const starts = Map.groupBy(of('container-started'), ({ container }) => container);
    expect(starts.get('init')).toHaveLength(1);
    expect(starts.get('app')?.length).toBeGreaterThan(3);
  },
  'A removed endpoint is removed at the pod’s end': async () => {
    const { clock, note, of, run } = testCluster({ stop: { afterMs: 3000, code: 0 } });
    const slice = new EndpointSlice(note);
    const pod = run({ containers: [app] });
    slice.add(pod);
    await clock.advance(2000);
    pod.delete();
    await clock.advance(2999);
    expect(of('endpoint-removed')).toEqual([]);
    await clock.advance(1);
    expect(of('endpoint-removed')).toHaveLength(1);
    expect(of('pod-removed')).toHaveLength(1);
    const forced = run({ terminationGracePeriodSeconds: 0, containers: [app] });
    await clock.advance(2000);
    forced.delete();
    await clock.advance(1999);
    expect(forced.status.removed).toBe(false);
    await clock.advance(1);
    expect(forced.status.removed).toBe(true);
  },
  'A proxy takes over one change at a time': async () => {
    const { clock, kubelet, note, of } = testCluster();
    const slice = new EndpointSlice(note);
    const lagMs = propagationProfiles.usual;
    const view = new EndpointView({ proxy: 'node', slice, lagMs, clock, random: seededRandom(1), note });
    for (const name of 'abcdefgh') slice.add(kubelet.run({ name, revision: 1, spec: { containers: [app] } }));
    await clock.advance(5000);
    expect(view.endpoints).toHaveLength(8);
    // All became ready at once.
    const ready = of('endpoint-seen').filter(({ state }) => state === 'ready');
    expect(new Set(ready.map(({ at }) => at)).size).toBeGreaterThan(1);
  },
  'A change of the pod’s template is another object': async () => {
    const { clock, deployment, of, template } = deploy(1);
    await clock.advance(5000);
    deployment.apply(template);
    await clock.advance(5000);
    expect(of('pod-created')).toHaveLength(1);
    deployment.apply({ ...template });
    await clock.advance(5000);
    expect(of('pod-created')).toHaveLength(2);
  },
  'nginx and Envoy in outline': () => {
    const endpoint = { pod: 'a', ip: 'a', ready: true, serving: true, terminating: false };
    const chooser = new IngressNginxChooser(seededRandom(1));
    // The one that has just failed is asked again: nothing is ejected.
    expect([1, 2].map(() => chooser.choose([endpoint]))).toEqual([endpoint, endpoint]);
    return Promise.resolve();
  },
  'Restart rules of single containers': async () => {
    const { clock, of, run } = testCluster({ exit: { afterMs: 100, code: 1 } });
    run({ restartPolicy: 'Always', containers: [{ ...app, restartPolicy: 'Never' }] });
    await clock.advance(5000);
    expect(of('container-started')).toHaveLength(2);
  },
  'A StatefulSet counts from 0, and goes back by a rollback': async () => {
    const {
      kubelet: runner,
      clock,
      note,
    } = testCluster((container) => (container === 'broken' ? { answer: () => ({ outcome: 1 }) } : {}));
    const set = new StatefulSet({
      name: 'db',
      replicas: 2,
      spec: {
        ordinals: { start: 5 },
        updateStrategy: { rollingUpdate: { maxUnavailable: 2 } },
      },
      template: { spec: { containers: [app] } },
      runner,
      clock,
      note,
    });
    await clock.advance(10_000);
    const readinessProbe = { exec: { command: ['no'] } };
    set.apply({ spec: { containers: [{ name: 'broken', readinessProbe }] } });
    await clock.advance(10_000);
    expect(set.pods.map(({ name, revision }) => `${name}@${revision}`)).toEqual(['db-0@1', 'db-1@2']);
    set.rollBack();
    await clock.advance(10_000);
    expect(set.pods.map(({ revision }) => revision)).toEqual([1, 1]);
  },
  'The autoscaler measures CPU as it is now': async () => {
    const { clock, deployment } = deploy(4);
    await clock.advance(5000);
    const note = () => undefined;
    const spec = {
      scaleTargetRef: { kind: 'Deployment', name: 'shop' },
      maxReplicas: 9,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
        {
          type: 'Resource',
          resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 1 } },
        },
      ],
    };
    // Twice the target, by pods that have just started.
    const scaler = new Autoscaler({ spec, controller: deployment, utilisation: () => 160, clock, note });
    expect(deployment.replicas).toBe(8);
    scaler.stop();
  },
  'An eviction is seen by the budget at once': async () => {
    const { clock, deployment, note } = deploy(2);
    await clock.advance(5000);
    const evict = evictor(new DisruptionBudget({ maxUnavailable: 1 }, deployment), note);
    expect(deployment.pods.map(evict)).toEqual([true, false]);
  },
  'A Job runs one pod to completion': async () => {
    const { kubelet: runner, clock, of } = testCluster({ exit: { afterMs: 100, code: 0 } });
    const template = { spec: { restartPolicy: 'Never' as const, containers: [app] } };
    const type = { apiVersion: 'batch/v1', kind: 'Job' } as const;
    const job = { ...type, metadata: { name: 'job' }, spec: { completions: 3, parallelism: 3, template } };
    const running = runJob({ job, runner, clock });
    await clock.advance(20_000);
    expect(await running).toBe(true);
    expect(of('pod-created')).toHaveLength(1);
    expect(of('pod-removed')).toHaveLength(1);
  },
  'What of a manifest is not emulated is told': async () => {
    const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      hostNetwork: true
      containers: [{ name: web, image: web }]
`;
    const { unsupported } = await workloadOf(manifest);
    expect(unsupported).toMatchObject([{ path: 'spec.template.spec.hostNetwork', position: { line: 9 } }]);
  },
  'No API server': async () => {
    const { clock, engine, run } = testCluster();
    run({ containers: [app], serviceAccountName: 'shop' });
    await clock.advance(1000);
    expect(engine.configs[0]?.env).toMatchObject({ KUBERNETES_SERVICE_HOST: '10.96.0.1' });
    expect(engine.configs[0]?.mounts).toEqual([]);
  },
  'Volumes of other kinds are empty folders': async () => {
    const { clock, mount, run } = volumeCluster();
    run([
      { name: 'host', hostPath: { path: '/etc' } },
      { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    ]);
    await clock.advance(1000);
    expect(await readdir(mount('/host').source)).toEqual([]);
    expect((await readdir(mount('/token').source)).filter((name) => !name.startsWith('..'))).toEqual([]);
  },
  'A change of a ConfigMap or Secret is in all files within 2 s': async () => {
    const { clock, objects, read, run } = volumeCluster({}, { refreshMs: REFRESH_MS });
    run([{ name: 'v', configMap: { name: 'config' } }]);
    await clock.advance(1000);
    objects.put(dataObject('config', { a: 'new' }));
    await clock.advance(2000);
    expect(read('/v', 'a')).toBe('new');
  },
  'An emptyDir is as large as the disk, and belongs to nobody': async () => {
    const { clock, mount, run } = volumeCluster();
    run([{ name: 'small', emptyDir: { sizeLimit: '1' } }]);
    await clock.advance(1000);
    await writeFile(`${mount('/small').source}/file`, 'more than one byte');
    await clock.advance(300_000);
    expect(await readdir(mount('/small').source)).toEqual(['file']);
  },
  'The user and the stop signal of an image are known only where they are told': async () => {
    const { clock, of, run } = testCluster();
    const pod = run({
      containers: [{ ...app, image: 'nginx', securityContext: { runAsNonRoot: true } }],
    });
    await clock.advance(1000);
    expect(of('container-started')).toHaveLength(1);
    pod.delete();
    await clock.advance(1000);
    expect(of('signal').map(({ signal }) => signal)).toEqual(['SIGTERM']);
  },
};

test.each(Object.entries(differences))('%s', (_, check) => check());

test('each entry of the page is pinned by a test, and each test has its entry', async () => {
  const page = await readFile(
    new URL('../../../../docs/reference/known-differences.md', import.meta.url),
    'utf8',
  );
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.replaceAll("'", '’'));
  expect(headings).toEqual(Object.keys(differences));
});
