import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const deployment = ({
  spec = '',
  pod = '',
  container = '',
  labels = 'app: shop',
} = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  ${spec}
  template:
    metadata: {labels: {${labels}}}
    spec:
      ${pod}
      containers:
        - name: shop
          ${container.includes('image:') ? '' : 'image: shop'}
          ${container}
`;
const problemsOf = (text: string) => readManifestText(text, 'f.yaml').problems.map(formatProblem);
const httpGet = 'httpGet: {path: /, port: 80}';
const container = 'spec.template.spec.containers[0]';

test('what Kubernetes takes has no problem', () => {
  const sound = deployment({
    spec: 'strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}',
    pod: 'volumes: [{name: tmp, emptyDir: {}}]',
    container: `livenessProbe: {${httpGet}, successThreshold: 1, terminationGracePeriodSeconds: 5}
          readinessProbe: {${httpGet}, successThreshold: 3, periodSeconds: 0}
          ports: [{name: http, containerPort: 80}, {name: admin, containerPort: 9090}]
          volumeMounts: [{name: tmp, mountPath: /tmp}]
          resources: {requests: {cpu: 1000m, memory: 100Mi}, limits: {cpu: 1, memory: 0.1Gi}}`,
  });
  expect(problemsOf(sound)).toEqual([]);
});

test.each([
  [
    { container: `livenessProbe: {${httpGet}, successThreshold: 2}` },
    `f.yaml:14:57: ${container}.livenessProbe.successThreshold: it is always 1 for a livenessProbe`,
  ],
  [
    { container: `startupProbe: {${httpGet}, tcpSocket: {port: 80}}` },
    `${container}.startupProbe: it has one of exec, httpGet, tcpSocket, grpc, and this one httpGet and tcpSocket`,
  ],
  [
    { container: 'readinessProbe: {periodSeconds: 5}' },
    `${container}.readinessProbe: it has one of exec, httpGet, tcpSocket, grpc, and this one none`,
  ],
  [
    { container: `readinessProbe: {${httpGet}, periodSeconds: -1}` },
    `${container}.readinessProbe.periodSeconds: it may not be negative`,
  ],
  [
    { container: `readinessProbe: {${httpGet}, terminationGracePeriodSeconds: 5}` },
    `${container}.readinessProbe.terminationGracePeriodSeconds: a readiness probe ends nothing, and has none`,
  ],
  [
    { container: `livenessProbe: {${httpGet}, terminationGracePeriodSeconds: 0}` },
    `${container}.livenessProbe.terminationGracePeriodSeconds: it must be above 0`,
  ],
  [
    { container: 'ports: [{containerPort: 70000}]' },
    `${container}.ports[0].containerPort: a port is a number from 1 to 65535`,
  ],
  [
    { container: 'ports: [{containerPort: 0}]' },
    `${container}.ports[0].containerPort: a port is a number from 1 to 65535`,
  ],
  [
    { container: 'ports: [{name: http, containerPort: 80}, {name: http, containerPort: 81}]' },
    `${container}.ports[1].name: there is another port http`,
  ],
  [
    { container: 'volumeMounts: [{name: data, mountPath: /data}]' },
    `${container}.volumeMounts[0].name: the pod has no volume data`,
  ],
  [
    {
      pod: 'volumes: [{name: a, emptyDir: {}}]',
      container: 'volumeMounts: [{name: a, mountPath: /a}, {name: a, mountPath: /a}]',
    },
    `${container}.volumeMounts[1].mountPath: there is another mount at /a`,
  ],
  [
    { pod: 'volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]' },
    'spec.template.spec.volumes[1].name: there is another volume a',
  ],
  [
    { container: 'resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}' },
    `${container}.resources.requests.memory: it is above the limit of 1Gi`,
  ],
  [
    { container: 'image: a\n        - {name: shop, image: a}' },
    'spec.template.spec.containers[1].name: there is another container shop',
  ],
  [
    { pod: `initContainers: [{name: wait, image: a, readinessProbe: {${httpGet}}}]` },
    'spec.template.spec.initContainers[0].readinessProbe: an init container has none, unless it is a sidecar (restartPolicy: Always)',
  ],
  [
    { pod: 'restartPolicy: Never' },
    'spec.template.spec.restartPolicy: pods of a Deployment are always restarted: only Always is taken',
  ],
  [
    { spec: 'strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}' },
    'spec.strategy.rollingUpdate: it is not taken with the strategy Recreate',
  ],
  [
    { spec: 'strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 0}}' },
    'spec.strategy.rollingUpdate.maxUnavailable: it may not be 0 where maxSurge is 0 too: no pod could ever be replaced',
  ],
  [
    { spec: 'strategy: {rollingUpdate: {maxUnavailable: 101%}}' },
    'spec.strategy.rollingUpdate.maxUnavailable: it may not be more than 100 %',
  ],
  [
    { labels: 'app: shops' },
    'spec.selector.matchLabels.app: its own pods do not have the label app: shop (spec.template.metadata.labels)',
  ],
  [{ spec: 'replicas: -1' }, 'spec.replicas: it may not be negative'],
  [
    { pod: 'volumes: [{name: a.b, emptyDir: {}}]' },
    'spec.template.spec.volumes[0].name: it must be a DNS label',
  ],
  [{ container: 'image: ""' }, `${container}.image: a container has an image`],
  [
    { container: 'image: a\n        - {name: Bad_Name, image: a}' },
    'spec.template.spec.containers[1].name: it must be a DNS label',
  ],
  ...['"123456"', 'a--b', 'a-', 'Http', 'longer-than-15-chars'].map((name): [object, string] => [
    { container: `ports: [{name: ${name}, containerPort: 80}]` },
    `${container}.ports[0].name: the name of a port is at most 15 of a-z`,
  ]),
  [
    { container: 'resources: {requests: {cpu: -1}}' },
    `${container}.resources.requests.cpu: it may not be negative`,
  ],
  [
    { container: 'env: [{name: A, value: a, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]' },
    `${container}.env[0].valueFrom: a variable has either a value or a valueFrom, and this one has both`,
  ],
  [
    { container: 'env: [{name: A, valueFrom: {}}]' },
    `${container}.env[0].valueFrom: it names one source, and this one none`,
  ],
  [
    { container: 'env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.foo}}}]' },
    `${container}.env[0].valueFrom.fieldRef.fieldPath: it must be one of metadata.name, `,
  ],
  [
    { container: 'env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.foo}}}]' },
    `${container}.env[0].valueFrom.resourceFieldRef.resource: it is limits or requests of`,
  ],
  [
    { container: 'env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 3}}}]' },
    `${container}.env[0].valueFrom.resourceFieldRef.divisor: it is 1 of one unit`,
  ],
  [
    { container: 'env: [{name: A, valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 10m}}}]' },
    `${container}.env[0].valueFrom.resourceFieldRef.divisor: it is 1 or 1m`,
  ],
  [
    { container: 'env: [{name: A=B, value: a}]' },
    `${container}.env[0].name: the name of a variable is of printable ASCII characters without =`,
  ],
])('%j is refused', (parts, problem) => {
  expect(problemsOf(deployment(parts))).toEqual([expect.stringContaining(problem)]);
});

test.each([
  { spec: 'strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}' },
  { spec: 'strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 100%}}' },
  { spec: 'strategy: {rollingUpdate: {maxSurge: 300%, maxUnavailable: 0}}' },
  { container: `livenessProbe: {${httpGet}, terminationGracePeriodSeconds: 1}` },
])('what is just within a limit is taken: %j', (more) => {
  expect(problemsOf(deployment(more))).toEqual([]);
});

test.each([
  [
    { spec: 'strategy: {rollingUpdate: {maxUnavailable: 101%}}' },
    'spec.strategy.rollingUpdate.maxUnavailable: it may not be more than 100 %',
  ],
  [
    { pod: 'initContainers: [{name: shop, image: shop}]' },
    `${container}.name: there is another container shop`,
  ],
])('what is just beyond one is not: %j', (more, problem) => {
  expect(problemsOf(deployment(more))).toEqual([expect.stringContaining(problem)]);
});

test('a sidecar may be probed, and a claim of a StatefulSet be mounted', () => {
  const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shop}
spec:
  serviceName: shop
  selector: {matchLabels: {app: shop}}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      initContainers: [{name: proxy, image: a, restartPolicy: Always, readinessProbe: {${httpGet}}}]
      containers: [{name: shop, image: a, volumeMounts: [{name: data, mountPath: /data}]}]
`;
  expect(problemsOf(text)).toEqual([]);
});

const named = (kind: string, name: string, rest = '') =>
  problemsOf(`apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${rest}`);

test('an object has the name that its kind takes', () => {
  for (const name of ['d_x', 'D', '-a', 'a..b', 'a'.repeat(254)])
    expect(named('ConfigMap', name)).toEqual([
      expect.stringContaining('metadata.name: it must be a DNS name'),
    ]);
  expect(named('ConfigMap', 'kube-root-ca.crt')).toEqual([]);
  const ports = 'spec: {ports: [{port: 80}]}';
  for (const name of ['1a', 'a.b', 'a'.repeat(64)])
    expect(named('Service', name, ports)).toEqual([
      expect.stringContaining(
        'metadata.name: the name of a Service is a DNS label that begins with a letter',
      ),
    ]);
  expect(named('Service', 'a1', ports)).toEqual([]);
  expect(named('Namespace', 'a.b')).toEqual([
    expect.stringContaining('metadata.name: it must be a DNS label'),
  ]);
});

test.each([
  ['{port: 70000}', 'spec.ports[0].port: a port is a number from 1 to 65535'],
  ['{port: 80, targetPort: -1}', 'spec.ports[0].targetPort: a port is a number from 1 to 65535'],
  ['{port: 80, targetPort: a--b}', 'spec.ports[0].targetPort: the name of a port is at most 15'],
  ['{name: a.b, port: 80}', 'spec.ports[0].name: it must be a DNS label'],
  ['{name: a, port: 80}, {name: a, port: 81}', 'spec.ports[1].name: there is another port a'],
  ['{name: a, port: 80}, {name: b, port: 80}', 'spec.ports[1].port: there is another port 80/TCP'],
  ['', 'spec.ports: a Service has a port, unless it is headless'],
  ['{port: 80, nodePort: 30000}', 'spec.ports[0].nodePort: it is not taken of the type ClusterIP'],
  ['{name: a, port: 80}, {port: 81}', 'spec.ports[1].name: each of several ports needs a name'],
])('a Service with the ports %s is refused', (ports, problem) => {
  expect(named('Service', 'shop', `spec: {ports: [${ports}]}`)).toEqual([expect.stringContaining(problem)]);
});

test('a Service may offer one number by two protocols, and a variable be of a label', () => {
  const ports = '{name: dns, port: 53, targetPort: dns}, {name: dns-udp, port: 53, protocol: UDP}';
  expect(named('Service', 'dns', `spec: {ports: [${ports}]}`)).toEqual([]);
  for (const spec of [
    'type: NodePort, ports: [{port: 80, nodePort: 30000}]',
    'clusterIP: None',
    'type: ExternalName, externalName: example.com',
  ])
    expect(named('Service', 'a', `spec: {${spec}}`)).toEqual([]);
  const fieldPath = `"metadata.labels['app.kubernetes.io/name']"`;
  const resource = (ref: string) => `{name: A, valueFrom: {resourceFieldRef: {${ref}}}}`;
  const refs = [
    resource('resource: limits.memory, divisor: 1Mi'),
    resource('resource: requests.cpu, divisor: 0'),
    resource('resource: limits.hugepages-2Mi'),
  ];
  expect(problemsOf(deployment({ container: `env: [${refs.join(', ')}]` }))).toEqual([]);
  const env = `env: [{name: a.b-c, value: "", valueFrom: {fieldRef: {fieldPath: ${fieldPath}}}}]`;
  expect(problemsOf(deployment({ container: env }))).toEqual([]);
});

test.each([
  ['"${APP}"', [expect.stringContaining('flux envsubst')]],
  ['A', [undefined]],
])('of the name %s it is told what to do', (name, fixes) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80}]}\n`;
  expect(readManifestText(text, 'f.yaml').problems.map(({ fix }) => fix)).toEqual(fixes);
});
