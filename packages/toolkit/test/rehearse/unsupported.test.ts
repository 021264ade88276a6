/** What of valid manifests is not emulated, as people are told of it. */
import { expect, test } from 'vitest';
import { readWorkload } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

const manifest = (container: string, more = '') =>
  deploymentOf(`      containers: [{ name: web, image: web, ${container} }]\n${more}`);

async function toldOf(text: string) {
  const { unsupported } = await readWorkload({ path: await folderOf({ 'a.yaml': text }) });
  return unsupported.map(({ path, message }) => `${path}: ${message}`);
}

test('lifecycle.stopSignal is told: a cluster drops it without a feature gate', async () => {
  expect(await toldOf(manifest('lifecycle: { stopSignal: SIGINT }'))).toEqual([
    expect.stringMatching(/containers\[0\]\.lifecycle\.stopSignal: .*ContainerStopSignals/),
  ]);
});

test.each([
  ['memory alone', '[MEMORY]', /nothing is scaled by this metric/],
  ['memory beside CPU', '[MEMORY, CPU]', /this metric is passed over/],
])('a metric that is not measured is told: %s', async (_, metrics, message) => {
  const of = (name: string) =>
    `{ type: Resource, resource: { name: ${name}, target: { type: Utilization, averageUtilization: 70 } } }`;
  const autoscaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 5
  metrics: ${metrics.replace('MEMORY', of('memory')).replace('CPU', of('cpu'))}
`;
  expect(await toldOf(manifest('env: []', autoscaler))).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['labels: { app: web }, annotations: { vault.hashicorp.com/agent-inject: "true" }', true],
  ['labels: { app: web, sidecar.istio.io/inject: "true" }', true],
  ['labels: { app: web }, annotations: { instrumentation.opentelemetry.io/inject-java: ops/java }', true],
  ['labels: { app: web }, annotations: { linkerd.io/inject: disabled }', false],
])('what a webhook would put into pods of %s is told: %s', async (metadata, isTold) => {
  const text = manifest('env: []').replace('labels: { app: web }', metadata);
  expect(await toldOf(text)).toEqual(
    isTold ? [expect.stringMatching(/template\.metadata\..*: no webhook/)] : [],
  );
});

test('a variable of a file is told: its container is never created', async () => {
  const env = 'env: [{ name: A, valueFrom: { fileKeyRef: { volumeName: v, path: a.env, key: A } } }]';
  expect(await toldOf(manifest(env))).toEqual([
    expect.stringMatching(/containers\[0\]\.env\[0\]\.valueFrom\.fileKeyRef: .*never created/),
  ]);
});

test.each([
  ['', true],
  ['helm.sh/hook: "pre-install,pre-upgrade"', true],
  ['helm.sh/hook: post-install', true],
  ['argocd.argoproj.io/hook: PreSync', true],
  ['helm.sh/hook: test', false],
  ['helm.sh/hook: "pre-delete, pre-rollback"', false],
  ['argocd.argoproj.io/hook: PostSync', false],
])(
  'whether a Job with the annotation %j is run for a rollout; one that is not is told',
  async (hook, isRun) => {
    const job = `---
apiVersion: batch/v1
kind: Job
metadata: { name: once, annotations: { ${hook} } }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: once, image: web }] } } }
`;
    const { jobs, unsupported } = await readWorkload({
      path: await folderOf({ 'a.yaml': manifest('env: []', job) }),
    });
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(isRun ? ['once'] : []);
    expect(unsupported.map(({ message }) => message)).toEqual(
      isRun ? [] : [expect.stringContaining('a hook')],
    );
  },
);

test('a second PodDisruptionBudget for the same pods is told: the API evicts none of them', async () => {
  const budget = (name: string) => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name} }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
`;
  expect(await toldOf(manifest('env: []', budget('one') + budget('two')))).toEqual([
    expect.stringMatching(/kind: the API evicts no pod of more than one/),
  ]);
});

test.each([
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['cert-manager.io/v1', 'Certificate'],
])('what is not read is told once: %s %s', async (apiVersion, kind) => {
  const other = `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\n`;
  expect(await toldOf(manifest('env: []', other))).toEqual([
    `kind: ${apiVersion} ${kind} is passed on without being read`,
  ]);
});
