/** Services of pods with more than one container. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const service = (targetPort: string) => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: ${targetPort}}]}
`;
const withSidecar = (ports: string) =>
  workload([
    'ports: [{name: http, containerPort: 8080}]',
    `- {name: proxy, image: oauth2-proxy, ${ports}}`.trim(),
  ])
    // The second container stands beside the first one.
    .replace('          - {name: proxy', '        - {name: proxy');
const rules = (ports: string, targetPort: string) =>
  check(plain, withSidecar(ports), service(targetPort)).rules;

const listed = 'ports: [{name: proxy, containerPort: 4180}]';

test.each([
  [listed, 'proxy'],
  [listed, '4180'],
  ['args: [a]', '4180'],
  [listed, 'http'],
  [listed, '8080'],
])('a container with %s, and a Service to %s', (ports, targetPort) => {
  expect(rules(ports, targetPort)).toEqual([]);
});

test('a port where no container listens is told', () => {
  expect(rules(listed, '4181')).toEqual(['ports/target']);
  expect(rules(listed, 'web')).toEqual(['ports/target']);
  expect(rules('args: [a]', 'web')).toEqual(['ports/target']);
});

test('another port that the container lists beside the contract\u2019s may be served, too; alone it is a wrong number', () => {
  const metrics = workload(['ports: [{containerPort: 8080}, {name: metrics, containerPort: 9090}]']);
  for (const target of ['metrics', '9090']) expect(check(plain, metrics, service(target)).rules).toEqual([]);
  expect(check(plain, metrics, service('9091')).rules).toEqual(['ports/target']);
  const wrong = workload(['ports: [{containerPort: 3000}]']);
  expect(check(plain, wrong, service('3000')).rules).toEqual(['ports/target']);
});

test('a port of UDP is none of the contract\u2019s, which are those of TCP', () => {
  const pod = workload([
    'ports: [{name: http, containerPort: 8080}, {name: gossip, containerPort: 7946, protocol: UDP}]',
  ]);
  const gossip = (protocol: string) =>
    service('gossip').replace('port: 80', `protocol: ${protocol}, port: 7946`);
  expect(check(plain, pod, gossip('UDP')).rules).toEqual([]);
  expect(check(plain, pod, gossip('TCP')).rules).toEqual(['ports/target']);
});

test('a Service of another name that selects other pods is none of ours', () => {
  const other = service('8080').replace('app: web', 'app: other');
  expect(check(plain, workload(), other).rules).toEqual(['ports/selector']);
  expect(check(plain, workload(), other.replace('name: web', 'name: other')).rules).toEqual([]);
});

test('the port of a native sidecar', () => {
  const pod = [
    'initContainers: [{name: p, image: p, restartPolicy: Always, ports: [{containerPort: 4180}]}]',
  ];
  expect(check(plain, workload([], pod), service('4180')).rules).toEqual([]);
  expect(
    check(plain, workload([], [pod[0]?.replace('Always', 'Never') ?? '']), service('4180')).rules,
  ).toContain('ports/target');
});

const lost = (name: string, selector: string, ports: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {${selector}}, ports: [${ports}]}
`;

test.each([
  ['web-svc', 'app: wbe', '{port: 80, targetPort: 8080}'],
  ['rel-web', 'app: wbe', '{port: 80, targetPort: http}'],
  ['rel-web-public', 'app: web, tier: front', '{port: 8080}'],
])(
  'the Service %s that selects %s can be meant for nothing else, and has no endpoint',
  (name, selector, port) => {
    expect(check(plain, workload(), lost(name, selector, port)).rules).toEqual(['ports/selector']);
  },
);

test.each([
  ['other', 'app: wbe', '{port: 8080}'],
  ['website', 'app: wbe', '{port: 8080}'],
  ['web-db', 'app: web-db', '{port: 5432}'],
  ['web-metrics', 'app: web-db', '{port: 8080}, {port: 9187}'],
  ['web-db', 'name: web-db', '{port: 8080}'],
])('the Service %s that selects %s on %s may be of pods elsewhere', (name, selector, port) => {
  expect(check(plain, workload(), lost(name, selector, port)).rules).toEqual([]);
});

test('a Service beside the one that selects the pods, or one of pods that another object makes', () => {
  const canary = lost('web-canary', 'app: web-canary', '{port: 8080}');
  expect(check(plain, workload(), canary).rules).toEqual(['ports/selector']);
  expect(check(plain, workload(), canary, lost('web', 'app: web', '{port: 8080}')).rules).toEqual([]);
  const rollout = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web-canary}
spec: {template: {metadata: {labels: {app: web-canary}}}}
`;
  expect(check(plain, workload(), canary, rollout).rules).toEqual([]);
});
