/** Whether policies let in what the Service sends the pods. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
`;
const pod = (more = '') => workload([`ports: [{name: http, containerPort: 8080}${more}]`]);
const policy = (ingress: string, spec = 'policyTypes: [Ingress]') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ${spec}, ingress: ${ingress}}
`;

test('the Service\u2019s number in the place of the pods\u2019', () => {
  const { findings } = check(
    plain,
    pod(),
    service,
    policy('[{from: [{podSelector: {}}]  , ports: [{port: 80}]}]'),
  );
  expect(findings).toMatchObject([
    {
      rule: 'ingress/port',
      object: 'NetworkPolicy web',
      path: 'spec.ingress[0].ports[0].port',
      fix: 'Set port to 8080.',
    },
  ]);
});

test.each([
  ['the pods\u2019 own number', '[{ports: [{port: 8080}]}]'],
  ['its name', '[{ports: [{port: http}]}]'],
  ['both', '[{ports: [{port: 80}]}, {ports: [{port: 8000, endPort: 8100}]}]'],
  ['any port of some', '[{ports: [{port: 80}]}, {from: [{podSelector: {}}]}]'],
  ['a port that nobody asks for', '[{ports: [{port: 9090}]}]'],
  ['nothing', '[]'],
  ['another protocol', '[{ports: [{port: 80, protocol: UDP}]}]'],
])('%s', (_, ingress) => {
  expect(check(plain, pod(), service, policy(ingress)).rules).toEqual([]);
});

test('the name of a port that another container of the pod lists', () => {
  const proxy =
    'initContainers: [{name: p, image: p, restartPolicy: Always, ports: [{name: tls, containerPort: 8443}]}]';
  const pods = workload(['ports: [{name: http, containerPort: 8080}]'], [proxy]);
  const toProxy = service.replace('port: 80, targetPort: http', 'port: 443, targetPort: 8443');
  const rulesOf = (ingress: string) => check(plain, pods, toProxy, policy(ingress)).rules;
  expect(rulesOf('[{ports: [{port: tls}, {port: 443}]}]')).toEqual([]);
  expect(rulesOf('[{ports: [{port: http}, {port: 443}]}]')).toEqual(['ingress/port']);
});

test('a container that listens to the number of the Service, or a policy that does not limit what comes in', () => {
  const at80 = '[{ports: [{port: 80}]}]';
  expect(check(plain, pod(', {containerPort: 80}'), service, policy(at80)).rules).toEqual([]);
  expect(check(plain, pod(), service, policy(at80, 'policyTypes: [Egress]')).rules).toEqual([]);
  expect(check(plain, pod(), service, policy(at80, 'egress: []')).rules).toEqual(['ingress/port']);
});
