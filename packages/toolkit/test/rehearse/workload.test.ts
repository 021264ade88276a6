/** What is rehearsed, read from manifests as users have them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWorkload, workloadFacts } from '../../src/rehearse/workload/index.ts';
import { formatProblem } from '../../src/model/index.ts';
import { folderOf } from '../model/folder.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, tier: front } }
    spec:
      terminationGracePeriodSeconds: 20
      containers:
        - name: web
          image: web:1
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: web } }]
          env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: web, key: token } } }]
          resources: { limits: { memory: 64Mi, cpu: 250m }, requests: { cpu: 100m } }
          readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 3 }
          lifecycle: { preStop: { exec: { command: [/bin/sh, -c, sleep 5] } } }
`;

const others = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: web-metrics }
    spec: { clusterIP: None, selector: { app: web }, ports: [{ port: 9090 }] }
  - apiVersion: v1
    kind: Service
    metadata: { name: other }
    spec: { selector: { app: other }, ports: [{ port: 80 }] }
  - apiVersion: v1
    kind: Service
    metadata: { name: front }
    spec: { selector: { tier: front }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data: { LEVEL: info }
binaryData: { blob: /w== }
---
apiVersion: v1
kind: Secret
metadata: { name: web }
data: { token: b2xk, raw: //8= }
stringData: { token: new }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 3
  maxReplicas: 5
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { maxUnavailable: 1, selector: { matchExpressions: [{ key: app, operator: In, values: [web] }] } }
`;

const read = async (files: Record<string, string>, options = {}) =>
  readWorkload({ path: await folderOf(files), ...options });

test('a workload with all that belongs to it, from documents and Lists of several files', async () => {
  const workload = await read({ 'a.yaml': deployment, 'deep/b.yml': others });
  expect(workload).toMatchObject({ name: 'web', namespace: 'default', kind: 'Deployment', replicas: 3 });
  expect(workload.services.map(({ metadata }) => metadata.name)).toEqual(['front', 'web-metrics']);
  expect(workload.disruptionBudget?.metadata.name).toBe('web');
  expect(workload.objects).toEqual([
    { kind: 'ConfigMap', name: 'web', data: { LEVEL: 'info' }, binary: { blob: Buffer.from([255]) } },
    { kind: 'Secret', name: 'web', data: { token: 'new' }, binary: { raw: Buffer.from([255, 255]) } },
  ]);
  expect(workloadFacts(workload, {})).toMatchObject({
    strategy: 'RollingUpdate',
    maxUnavailable: 0,
    trafficPort: 8080,
    gracePeriodSeconds: 20,
    containers: [
      {
        role: 'main',
        memoryLimitBytes: 64 * 2 ** 20,
        cpuLimitMilli: 250,
        preStopSeconds: 5,
        env: { LEVEL: 'info' },
        probes: {
          readiness: {
            asks: 'GET /ready on port http',
            initialDelaySeconds: 0,
            periodSeconds: 3,
            timeoutSeconds: 1,
            failureThreshold: 3,
          },
        },
      },
    ],
  });
});

test.each([
  ['none', '', /^No Service .* no request was sent/, false],
  ['one without a port', '{ clusterIP: None, selector: { app: web } }', /front has no port/, false],
  [
    'one that leads to a name that no container gives a port',
    '{ selector: { app: web }, ports: [{ port: 80, targetPort: admin }] }',
    /front routes to the port admin/,
    true,
  ],
])('what no Service leads to is known as such: %s', async (_, spec, what, isFault) => {
  const service = `apiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec: ${spec}\n`;
  const workload = await read({ 'a.yaml': deployment, ...(spec !== '' && { 'b.yaml': service }) });
  expect(workloadFacts(workload, {})).toMatchObject({
    trafficPort: undefined,
    unrouted: { what: expect.stringMatching(what), isFault },
    unsent: expect.stringMatching(what),
  });
});

test('no value of a Secret is among the facts', async () => {
  const workload = await read({ 'a.yaml': deployment, 'b.yaml': others });
  expect(JSON.stringify(workloadFacts(workload, {}))).not.toContain('new');
});

test('objects that state no namespace go where the workload is; those of another one do not', async () => {
  const within = (text: string, namespace: string) =>
    text.replaceAll('metadata: { name', `metadata: { namespace: ${namespace}, name`);
  const files = { 'a.yaml': within(deployment, 'shop'), 'b.yaml': others };
  const workload = await read(files);
  expect(workload).toMatchObject({ namespace: 'shop', replicas: 3 });
  expect(workload.services.map(({ metadata }) => metadata.name)).toEqual(['front', 'web-metrics']);
  expect(workload.objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Secret']);
  const own =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { namespace: shop, name: web }\ndata: { LEVEL: own }\n';
  expect((await read({ ...files, 'c.yaml': own })).objects.map(({ data }) => data)).toEqual([
    { LEVEL: 'own' },
    { token: 'new' },
  ]);
  const elsewhere = await read({ ...files, 'b.yaml': within(others, 'other') });
  expect([elsewhere.services, elsewhere.objects]).toEqual([[], []]);
});

test('of several workloads one has to be named', async () => {
  const files = { 'a.yaml': deployment, 'b.yaml': deployment.replace('name: web,', 'name: worker,') };
  await expect(read(files)).rejects.toThrow(/deployment\/web, deployment\/worker.*--workload/s);
  expect((await read(files, { workload: 'Deployment/worker' })).name).toBe('worker');
  await expect(read(files, { workload: 'shop' })).rejects.toThrow(
    /called shop; there are: deployment\/web, deployment\/worker .*one of them with `--workload`.*SW_WORKLOAD_MISSING/,
  );
});

test('where there is no workload, what is there in its place is told', async () => {
  const rollout = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: web }\n';
  await expect(read({ 'a.yaml': `${rollout}---\n${others}` })).rejects.toThrow(
    /no Deployment or StatefulSet, but objects of other kinds: .*Rollout, .*Service.*SW_WORKLOAD_MISSING/,
  );
});

test('what Kubernetes would refuse is told with file, line and field', async () => {
  const broken = deployment.replace('replicas: 2', 'replicas: two').replace('periodSeconds: 3', 'period: 3');
  await expect(read({ 'a.yaml': broken })).rejects.toThrow(
    /a\.yaml:5:3: spec\.replicas: expected an integer.*a\.yaml:18:\d+: .*readinessProbe\.period: unknown field/s,
  );
  await expect(read({ 'a.yaml': 'kind: [' })).rejects.toThrow(/a\.yaml:1:\d+: /);
  const secret = others.replace('b2xk', 'no base64');
  await expect(read({ 'a.yaml': deployment, 'b.yaml': secret })).rejects.toThrow(
    /b\.yaml:26:9: data\.token: expected base64/,
  );
});

test('a field that is null, as templates leave them, is no field', async () => {
  const bare = deployment
    .replace('replicas: 2', 'replicas:\n  strategy: { type: Recreate, rollingUpdate: null }')
    .replace('containers:', 'volumes:\n      initContainers:\n      containers:')
    .replace('envFrom: [{ configMapRef: { name: web } }]', 'envFrom:')
    .replace(/resources: .*/, 'resources:\n          volumeMounts:\n          args:')
    .replace('port: http }', 'port: http, httpHeaders: null }, exec: null');
  const workload = await read({ 'a.yaml': bare, 'b.yaml': others });
  expect(workload).toMatchObject({ replicas: 3, spec: { strategy: { type: 'Recreate' } } });
  expect(workloadFacts(workload, {})).toMatchObject({ strategy: 'Recreate', trafficPort: 8080 });
});

test('each part that is not emulated is told with its place, and scheduling in one line', async () => {
  const spec = deployment.replace(
    'containers:',
    `nodeSelector: { disk: ssd }
      tolerations: [{ operator: Exists }]
      hostNetwork: true
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }, { name: tmp, emptyDir: {} }]
      containers:`,
  );
  const more = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: {} }
---
apiVersion: example.com/v1
kind: Widget
metadata: { name: w }
`;
  const folder = await folderOf({ 'a.yaml': spec, 'b.yaml': more });
  const { unsupported } = await readWorkload({ path: folder });
  expect(unsupported.map((it) => formatProblem(it).replace(`${folder}/`, '')).toSorted()).toEqual([
    'a.yaml:11:7: spec.template.spec: nodeSelector, tolerations: there is one node, and no scheduler',
    'a.yaml:13:7: spec.template.spec.hostNetwork: the pod has an address of its own all the same',
    'a.yaml:14:31: spec.template.spec.volumes[0].persistentVolumeClaim: a folder stands for the claim until the rehearsal ends',
    'b.yaml:2:1: kind: network policies are not enforced',
    'b.yaml:7:1: kind: example.com/v1 Widget is passed on without being read',
  ]);
});

test.each([
  ['runAsUser: 1000', 'defaultMode: 0400', ['0400']],
  ['runAsNonRoot: true', 'defaultMode: 0400', ['0400']],
  ['runAsUser: 1000', 'items: [{ key: a, path: a, mode: 0440 }, { key: b, path: b, mode: 0400 }]', ['0400']],
  ['runAsUser: 1000, runAsGroup: 1000', 'defaultMode: 0440', ['0440']],
  ['runAsUser: 1000', 'defaultMode: 0440', []],
  ['runAsUser: 1000', 'optional: false', []],
  ['runAsUser: 1000, fsGroup: 2000', 'defaultMode: 0400', []],
  ['runAsUser: 0', 'defaultMode: 0400', []],
])('files that a user could not read in a cluster are told: %s, %s', async (security, secret, modes) => {
  const { unsupported } = await read({
    'a.yaml': deployment
      .replace(
        'containers:',
        `securityContext: { ${security} }\n      volumes: [{ name: s, secret: { secretName: s, ${secret} } }]\n      containers:`,
      )
      .replace('image: web:1', 'image: web:1\n          volumeMounts: [{ name: s, mountPath: /s }]'),
    'b.yaml': others,
  });
  const told = unsupported.filter(({ path }) => path === 'spec.template.spec.volumes[0]');
  expect(told.map(({ message }) => /mode (\d+)/.exec(message)?.[1])).toEqual(modes);
});

test('of several kustomizations one has to be named', async () => {
  const kustomization = 'resources: [../base]\n';
  const path = await folderOf({
    'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'base/deployment.yaml': deployment,
    'dev/kustomization.yaml': kustomization,
    'live/kustomization.yaml': kustomization,
  });
  await expect(readWorkload({ path })).rejects.toThrow('SW_MANIFESTS_AMBIGUOUS');
  expect((await readWorkload({ path, manifests: join(path, 'live') })).name).toBe('web');
});

test('a contract alone is enough', async () => {
  const contract = `contractVersion: 1
name: web
version: 1.0.0
language: other
command: [/web]
ports: [{ name: http, port: 8080 }]
probes: { readiness: { port: http, path: /ready } }
shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 }
config: [{ env: LEVEL, type: string, required: false, default: info }]
resources: { memory: { limit: 64Mi } }
`;
  const workload = await read({ 'seaworthy.yaml': contract });
  expect(workload).toMatchObject({ name: 'web', replicas: 3, contract: { name: 'web' } });
  expect(workload.services).toHaveLength(1);
  expect(workloadFacts(workload, {}).containers[0]).toMatchObject({
    memoryLimitBytes: 64 * 2 ** 20,
    preStopSeconds: 5,
    env: { LEVEL: 'info' },
  });
});

const lacksKubectl = spawnSync('kubectl', ['kustomize', '--help']).status !== 0;

test.skipIf(lacksKubectl)(
  'what kubectl refuses of what our kustomize does not carry out is a fault (skipped where kubectl is not installed)',
  async () => {
    const kustomization = (rest: string) => ({
      'app.yaml': deployment,
      'kustomization.yaml': `resources: [app.yaml]\n${rest}`,
    });
    const missing = `replacements:
  - source: { kind: Secret, name: absent }
    targets: [{ select: { kind: Deployment }, fieldPaths: [spec.template.metadata.labels.tier] }]
`;
    await expect(read(kustomization(missing))).rejects.toMatchObject({
      code: 'SW_MANIFEST_INVALID',
      message: expect.stringMatching(/^kubectl kustomize \S+ refuses it: [^\n"]*absent/),
    });
    await expect(read(kustomization(`${missing}namespace: 1\n`))).rejects.toThrow(
      /^\S+kustomization.yaml:5:1: namespace: expected a text/,
    );
    const charts = 'helmCharts: [{ name: redis, repo: https://charts.invalid, version: 1.0.0 }]\n';
    expect((await read(kustomization(charts))).unsupported.map(formatProblem)).toEqual([
      expect.stringMatching(
        /helmCharts: this field of a kustomization is not carried out; check what `kustomize build --enable-helm` writes$/,
      ),
    ]);
  },
);

test.skipIf(lacksKubectl)(
  'what our kustomize does not carry out, kubectl does (skipped where kubectl is not installed)',
  async () => {
    const replacements = `resources: [app.yaml]
replacements:
  - source: { kind: Deployment, name: web, fieldPath: metadata.name }
    targets: [{ select: { kind: Deployment }, fieldPaths: [spec.template.metadata.labels.tier] }]
`;
    const workload = await read({ 'app.yaml': deployment, 'kustomization.yaml': replacements });
    expect(workload.template.labels).toEqual({ app: 'web', tier: 'web' });
    expect(workload.unsupported).toEqual([]);
  },
);
