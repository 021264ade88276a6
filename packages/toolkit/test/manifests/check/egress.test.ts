/** Whether the pods may reach what they are told to. */
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { check, plain, workload } from '../check-text.ts';

const web: ServiceContract = {
  ...plain,
  config: [{ env: 'BUCKET', type: 'url', required: false, default: 'https://s3.eu.example.com:9444' }],
  dependencies: [{ name: 's3', kind: 's3', critical: true, env: 'BUCKET' }],
};
const policy = (egress: string, selector = '{matchLabels: {app: web}}') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: ${selector}, policyTypes: [Egress], egress: ${egress}}
`;
const bucket = (url: string) => workload([`env: [{name: BUCKET, value: "${url}"}]`]);
const service = `apiVersion: v1
kind: Service
metadata: {name: minio}
spec: {selector: {app: minio}, ports: [{port: 9443, targetPort: 9000}]}
`;
const usual = policy('[{ports: [{port: 443}, {port: 9000}]}]');

test.each([
  ['https://s3.eu.example.com:9443', 9443],
  ['https://10.1.2.3:9443', 9443],
  ['http://s3.eu.example.com', 80],
])('a policy that does not let out to %s', (url, port) => {
  const { findings } = check(web, bucket(url), usual);
  expect(findings).toMatchObject([
    {
      rule: 'egress/port',
      message: `BUCKET leads to port ${port}, and no rule lets the pods out to it`,
      object: 'NetworkPolicy web',
      path: 'spec.egress',
    },
  ]);
});

test('the program\u2019s own default is an address, too', () => {
  expect(check(web, workload(), usual).rules).toEqual(['egress/port']);
});

test.each(['BUCKET_FILE', 'CONFIG_FILE'])('what %s may say instead of the default is not known', (name) => {
  const rules = check(web, workload([`env: [{name: ${name}, value: /etc/x}]`]), usual).rules;
  expect(rules.filter((rule) => rule.startsWith('egress'))).toEqual([]);
});

test.each([
  ['[{ports: [{port: 9443}]}]'],
  ['[{ports: [{port: 53, protocol: UDP}]}, {to: [{namespaceSelector: {}}]}]'],
  ['[{ports: [{port: 9000, endPort: 9999}]}]'],
  ['[{ports: [{protocol: TCP}]}]'],
  ['[{ports: [{port: s3}]}]'],
  // What is allowed beside a policy that denies all, or all but DNS, may be elsewhere.
  ['[]'],
  ['[{ports: [{port: 53, protocol: UDP}, {port: 53}]}, {ports: [{port: 5353}]}]'],
])('a policy that lets out to port 9443, or may: %s', (rules) => {
  expect(check(web, bucket('https://s3.eu.example.com:9443'), policy(rules)).rules).toEqual([]);
});

test.each([
  // Of a Service elsewhere the number of its pods is not known; a sidecar is in the pod.
  'http://minio:9443',
  'http://minio.storage:9443',
  'http://minio.storage.svc.cluster.local:9443',
  'http://localhost:9443',
  'http://127.0.0.1:9443',
  'http://[::1]:9443',
  'nothing',
])('of %s the policy is not judged', (url) => {
  expect(check(web, bucket(url), usual).rules.filter((rule) => rule.startsWith('egress'))).toEqual([]);
});

test('a Service\u2019s own number, or that of its pods', () => {
  const rules = (port: number) =>
    check(web, bucket('http://minio:9443'), service, policy(`[{ports: [{port: ${port}}]}]`)).rules;
  expect(rules(9443)).toEqual([]);
  expect(rules(9000)).toEqual([]);
  expect(rules(443)).toEqual(['egress/port']);
});

test('what is behind a Service that selects no pods is not known', () => {
  const external = service.replace('selector: {app: minio}, ', '');
  const { rules } = check(web, bucket('http://minio:9443'), external, policy('[{ports: [{port: 443}]}]'));
  expect(rules).toEqual([]);
});

test('policies of other pods, and those of a network plugin, which add to them', () => {
  const url = 'https://s3.eu.example.com:9443';
  const others = policy('[{ports: [{port: 1}]}]', '{matchLabels: {app: db}}').replace(
    'name: web',
    'name: db',
  );
  expect(check(web, bucket(url), others).rules).toEqual([]);
  const cilium = 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: web}\nspec: {}\n';
  expect(check(web, bucket(url), usual, cilium).rules).toEqual([]);
  expect(
    check(web, bucket(url), usual, policy('[{}]', '{}').replace('name: web', 'name: all')).rules,
  ).toEqual([]);
});

test('pods in the network of their node', () => {
  const url = 'https://s3.eu.example.com:9443';
  const env = [`env: [{name: BUCKET, value: "${url}"}]`];
  expect(check(web, workload(env, ['hostNetwork: true']), usual).rules).not.toContain('egress/port');
});

test('requests that a proxy may make, and no other connections', () => {
  const rules = (url: string) => {
    const env = `env: [{name: BUCKET, value: "${url}"}, {name: https_proxy, value: "http://proxy:3128"}]`;
    return check(web, workload([env]), policy('[{ports: [{port: 3128}]}]')).rules;
  };
  expect(rules('https://s3.eu.example.com')).not.toContain('egress/port');
  expect(rules('postgres://db.example.com:5432/shop')).toContain('egress/port');
});
