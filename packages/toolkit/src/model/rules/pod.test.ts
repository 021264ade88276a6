import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const problemsOf = (spec: string) =>
  readManifestText(
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {${spec}}\n`,
    'f.yaml',
  ).problems.map((problem) => formatProblem(problem).replace(/^f.yaml:\d+:\d+: spec\./, ''));
const container = (fields: string) => `containers: [{name: a, image: a, ${fields}}]`;

test('a pod has a container, and a container an image', () => {
  expect(problemsOf('containers: []')).toEqual(['containers: a pod has at least one container']);
  expect(problemsOf('containers: [{name: a}], initContainers: [{name: b}]')).toEqual([
    'initContainers[0].image: a container has an image',
    'containers[0].image: a container has an image',
  ]);
});

test.each([
  [
    'lifecycle: {preStop: {}}',
    'lifecycle.preStop: it has one of exec, httpGet, tcpSocket, sleep, and this one none',
  ],
  ['lifecycle: {postStart: {exec: {}}}', 'lifecycle.postStart.exec.command: there is nothing to run'],
  [
    'lifecycle: {preStop: {httpGet: {port: 0}}}',
    'lifecycle.preStop.httpGet.port: a port is a number from 1 to',
  ],
  ['lifecycle: {preStop: {sleep: {seconds: -1}}}', 'lifecycle.preStop.sleep.seconds: it may not be negative'],
  [
    'lifecycle: {preStop: {sleep: {seconds: 31}}}',
    "lifecycle.preStop.sleep.seconds: it may not be above the pod's terminationGracePeriodSeconds, which is 30",
  ],
  ['startupProbe: {httpGet: {port: 0}}', 'startupProbe.httpGet.port: a port is a number from 1 to'],
  ['startupProbe: {tcpSocket: {port: a--b}}', 'startupProbe.tcpSocket.port: the name of a port is'],
  ['startupProbe: {grpc: {port: 70000}}', 'startupProbe.grpc.port: a port is a number from 1 to'],
  ['livenessProbe: {exec: {}}', 'livenessProbe.exec.command: there is nothing to run'],
])('a container with %s is refused', (fields, problem) => {
  expect(problemsOf(container(fields))).toEqual([expect.stringContaining(`containers[0].${problem}`)]);
});

test('the hooks and probes of a sidecar are held to the same', () => {
  const sidecar = 'initContainers: [{name: b, image: a, restartPolicy: Always, lifecycle: {preStop: {}}}]';
  expect(problemsOf(`${container('')}, ${sidecar}`)).toEqual([
    expect.stringContaining('initContainers[0].lifecycle.preStop: it has one of'),
  ]);
});

test('a hook may sleep for the whole grace period, or not at all', () => {
  for (const [grace, seconds] of [
    [60, 60],
    [30, 0],
    [0, 0],
  ])
    expect(
      problemsOf(
        `terminationGracePeriodSeconds: ${grace}, ${container(`lifecycle: {preStop: {sleep: {seconds: ${seconds}}}}`)}`,
      ),
    ).toEqual([]);
});

test.each([
  ['mountPath: ""', 'mountPath: it may not be empty'],
  ['mountPath: /a, subPath: ../x', 'subPath: it is a path within the volume'],
  ['mountPath: /a, subPath: /x', 'subPath: it is a path within the volume'],
  ['mountPath: /a, subPathExpr: a/..', 'subPathExpr: it is a path within the volume'],
  ['mountPath: /a, subPath: a, subPathExpr: b', 'subPathExpr: a mount has either'],
])('a mount with %s is refused', (fields, problem) => {
  expect(problemsOf(`volumes: [{name: v}], ${container(`volumeMounts: [{name: v, ${fields}}]`)}`)).toEqual([
    expect.stringContaining(`containers[0].volumeMounts[0].${problem}`),
  ]);
});

test('a volume has one source; without one it is an empty folder', () => {
  expect(problemsOf(`volumes: [{name: v, emptyDir: {}, configMap: {name: a}}], ${container('')}`)).toEqual([
    'volumes[0]: a volume has one source, and this one emptyDir and configMap',
  ]);
  const mounts = 'volumeMounts: [{name: v, mountPath: a, subPath: b/..c}]';
  expect(problemsOf(`volumes: [{name: v}], ${container(mounts)}`)).toEqual([]);
});

test.each([
  ['serviceAccountName: A_B', 'serviceAccountName: it must be a DNS name'],
  ['hostname: a.b', 'hostname: it must be a DNS label'],
])('a pod with %s is refused', (field, problem) => {
  expect(problemsOf(`${field}, ${container('')}`)).toEqual([expect.stringContaining(problem)]);
});

test('a container that is privileged can do all', () => {
  const of = (escalation: boolean) =>
    problemsOf(container(`securityContext: {privileged: true, allowPrivilegeEscalation: ${escalation}}`));
  expect(of(false)).toEqual([
    expect.stringContaining('securityContext.allowPrivilegeEscalation: it may not be false'),
  ]);
  expect(of(true)).toEqual([]);
});

test.each([
  ['limits: {gpu: 1}', 'limits.gpu: it is one of cpu, memory'],
  ['requests: {nvidia.com/gpu: 1}', 'requests["nvidia.com/gpu"]: its limit has to be stated too'],
  ['limits: {nvidia.com/gpu: 500m}', 'limits["nvidia.com/gpu"]: there are only whole ones'],
  [
    'limits: {nvidia.com/gpu: 2}, requests: {nvidia.com/gpu: 1}',
    'requests["nvidia.com/gpu"]: it has to be the limit',
  ],
  ['limits: {memory: 256m}', 'limits.memory: it comes to 0.256 bytes; mebibytes are written as Mi'],
  ['limits: {memory: 512}', 'limits.memory: it comes to 512 bytes'],
  ['requests: {memory: 1500m}', 'requests.memory: it comes to 1.5 bytes'],
  ['limits: {ephemeral-storage: 100m}', 'limits.ephemeral-storage: it comes to 0.1 bytes'],
])('a container with the resources %s is refused', (resources, problem) => {
  expect(problemsOf(container(`resources: {${resources}}`))).toEqual([
    expect.stringContaining(`containers[0].resources.${problem}`),
  ]);
});

test('a container may have the resources of a device', () => {
  const resources =
    'limits: {nvidia.com/gpu: 1, hugepages-2Mi: 4Mi, memory: 1Gi}, requests: {nvidia.com/gpu: 1, ephemeral-storage: 1Gi}';
  expect(problemsOf(container(`resources: {${resources}}`))).toEqual([]);
});

test.each([
  // As the API writes what is no multiple of a larger unit (kubernetes.io, "Meaning of memory").
  'limits: {memory: 128974848000m}',
  'limits: {memory: 0.1Gi}',
  'limits: {memory: 1Mi}',
  'limits: {memory: 0, cpu: 1m}',
  'requests: {memory: 1, ephemeral-storage: 1k}',
])('a container may have the resources %s', (resources) => {
  expect(problemsOf(container(`resources: {${resources}}`))).toEqual([]);
});

test.each([
  [
    'limits: {ephemeral-storage: 1Gi}',
    'resources.limits.ephemeral-storage: a pod as a whole has cpu, memory',
  ],
  ['limits: {cpu: 1}, requests: {cpu: 2}', 'resources.requests.cpu: it is above the limit of 1'],
  ['limits: {memory: 32Mi}', 'containers[0].resources.limits.memory: it is above the pod’s, which is 32Mi'],
])('a pod with the resources %s as a whole is refused', (resources, problem) => {
  expect(
    problemsOf(`${container('resources: {limits: {memory: 64Mi}}')}, resources: {${resources}}`),
  ).toEqual([expect.stringContaining(problem)]);
});

test('a pod as a whole may have more than its containers', () => {
  const whole = 'resources: {limits: {memory: 64Mi, cpu: 1}, requests: {cpu: 100m}}';
  expect(
    problemsOf(`${container('resources: {limits: {memory: 64Mi, ephemeral-storage: 1Gi}}')}, ${whole}`),
  ).toEqual([]);
  const init =
    'initContainers: [{name: i, image: i, resources: {limits: {memory: 1Gi}, requests: {memory: 1Mi}}}]';
  expect(problemsOf(`${container('tty: false')}, ${init}, ${whole}`)).toEqual([]);
});

test.each([
  // Each container asks for 200m and 64Mi, the init container beside the sidecar for 500m.
  ['requests: {cpu: 500m}', 'resources.requests.cpu: its containers ask for 700m together'],
  ['requests: {memory: 100Mi}', 'resources.requests.memory: its containers ask for 192Mi together'],
  ['limits: {cpu: 600m}', 'resources.limits.cpu: its containers ask for 700m together'],
  ['requests: {cpu: 700m, memory: 192Mi}', undefined],
  ['limits: {cpu: 700m}', undefined],
  ['requests: {cpu: 600m}, limits: {cpu: 1}', 'resources.requests.cpu: its containers ask for 700m together'],
])(
  'a pod with the resources %s as a whole asks for at least what its containers do',
  (resources, problem) => {
    const own = 'resources: {requests: {cpu: 200m}, limits: {memory: 64Mi}}';
    const containers = `containers: [{name: a, image: a, ${own}}, {name: b, image: b, ${own}}]`;
    const init = `initContainers: [{name: s, image: s, restartPolicy: Always, ${own}}, {name: i, image: i, resources: {requests: {cpu: 500m}}}]`;
    expect(problemsOf(`${containers}, ${init}, resources: {${resources}}`)).toEqual(
      problem === undefined ? [] : [expect.stringContaining(problem)],
    );
  },
);

test('tenths of a core add up', () => {
  const tenth = (name: string) => `{name: ${name}, image: a, resources: {requests: {cpu: 100m}}}`;
  const containers = `containers: [${['a', 'b', 'c'].map(tenth).join(', ')}]`;
  expect(problemsOf(`${containers}, resources: {requests: {cpu: 300m}}`)).toEqual([]);
});
