import { expect, test } from 'vitest';
import { formatProblem, positionOf, readManifestText } from '../index.ts';

const deployment = ({ metadata = '', spec = '', pod = '', container = '' }) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, creationTimestamp: null${metadata}}
spec:
  selector: {matchLabels: {app: shop}, matchExpressions: null}
  ${spec}
  template:
    metadata: {labels: {app: shop}, annotations:}
    spec:
      ${pod}
      containers:
        - name: shop
          ${container}
          ${container.includes('image:') ? '' : 'image: shop'}
`;

test.each([
  { spec: 'strategy: {type: Recreate, rollingUpdate: null}' },
  { spec: 'strategy: {rollingUpdate: {maxSurge: , maxUnavailable: }}' },
  { spec: 'progressDeadlineSeconds:' },
  { pod: 'volumes:' },
  { pod: 'initContainers:' },
  {
    pod: 'volumes: [{name: a, configMap: {name: a, items: }}, {name: b, projected: {sources: }}, {name: c, emptyDir: }]',
  },
  { pod: 'securityContext:' },
  ...['args', 'command', 'env', 'envFrom', 'ports', 'resources', 'securityContext', 'volumeMounts'].map(
    (field) => ({ container: `${field}:` }),
  ),
  { container: 'resources: {limits: , requests: }' },
  { container: 'env: [{name: A, value: }, {name: B, value: b, valueFrom: }]' },
  { container: 'lifecycle: {postStart: , preStop: {exec: , sleep: {seconds: 1}, httpGet: }}' },
  { container: 'readinessProbe: {httpGet: {port: 80, httpHeaders: , host: }, exec: null, periodSeconds: }' },
  { container: 'startupProbe:\n          livenessProbe:\n          readinessProbe:' },
])('a field that is null is none, as in Kubernetes: %j', (parts) => {
  const { objects, problems } = readManifestText(deployment(parts), 'f.yaml');
  expect(problems).toEqual([]);
  expect(JSON.stringify(objects)).not.toContain('null');
});

test('what stands beside a null keeps its place, and a null that is needed is told', () => {
  const text = deployment({ container: 'args:\n          image: shop' });
  const [object = {}] = readManifestText(text, 'f.yaml').objects;
  const place = ['spec', 'template', 'spec', 'containers', 0, 'image'];
  expect(positionOf(object, place)).toEqual({ file: 'f.yaml', line: 14, column: 11 });
  const { problems } = readManifestText(deployment({ pod: 'volumes: [{name: }]' }), 'f.yaml');
  expect(problems.map(formatProblem)).toEqual([
    'f.yaml:10:17: spec.template.spec.volumes[0]: name is required',
  ]);
});

test('a null among what has names of its own or in a list is no absent field', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: shop, labels: {tier: }}
data: {LEVEL: }
`;
  expect(readManifestText(text, 'f.yaml').problems.map(formatProblem)).toEqual([
    'f.yaml:3:33: metadata.labels.tier: expected a text, found nothing',
    'f.yaml:4:8: data.LEVEL: expected a text, found nothing',
  ]);
  const list = readManifestText(deployment({ container: 'args: [serve, null]' }), 'f.yaml');
  expect(list.problems.map(formatProblem)).toEqual([
    'f.yaml:13:25: spec.template.spec.containers[0].args[1]: expected a text, found nothing',
  ]);
});

test('an object of a kind that is not read keeps its nulls', () => {
  const text = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: null}\n';
  expect(readManifestText(text, 'f.yaml').objects).toMatchObject([{ spec: { size: null } }]);
});
