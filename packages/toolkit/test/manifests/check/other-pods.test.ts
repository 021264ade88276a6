/** Services that pick the pods of more than the service. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const web = workload(['ports: [{name: http, containerPort: 8080}]']);
const service = (targetPort = '8080', more = '') => `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: ${targetPort}}]${more}}
`;
const pod = (container: string) => `
    metadata: {labels: {app: web, role: other}}
    spec: {restartPolicy: RESTART, containers: [{name: other, ${container}}]}`;
const deployment = (container: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web-worker}
spec:
  ${more}
  selector: {matchLabels: {role: other}}
  template:${pod(container).replace('RESTART', 'Always')}
`;
const job = (metadata = '{name: web-migrate}') => `apiVersion: batch/v1
kind: Job
metadata: ${metadata}
spec:
  template:${pod('image: migrator').replace('RESTART', 'Never')}
`;
const found = (...texts: string[]) => {
  const { findings, problems } = check(plain, web, ...texts);
  expect(problems).toEqual([]);
  return findings.map(({ rule, object, path, position }) => `${rule} ${object} ${path} ${position?.line}`);
};

test('requests that a Job’s pods are sent are refused', () => {
  const [first] = check(plain, web, service(), job()).findings;
  expect(first?.message).toContain(
    'picks the pods of Job web-migrate, too, which do not listen on port 8080',
  );
  expect(found(service(), job())).toEqual(['ports/other-pods Service web spec.selector 17']);
});

test('those of a worker, of the same image or with ports of its own', () => {
  expect(found(service(), deployment('image: "web:2", args: [work]'))).toHaveLength(1);
  expect(found(service(), deployment('image: w, ports: [{containerPort: 9090}]'))).toHaveLength(1);
});

test.each([
  ['the port is a name, which sends them nothing', service('http'), job()],
  ['clients choose of a headless Service', service('8080', ', clusterIP: None'), job()],
  [
    'a test of Helm is run when somebody looks on',
    service(),
    job('{name: t, annotations: {helm.sh/hook: test}}'),
  ],
  ['another program may listen', service(), deployment('image: canary')],
  ['it is the same program', service(), deployment('image: "web:2"')],
  [
    'it is the same program, whatever it lists',
    service(),
    deployment('image: "web:2", ports: [{containerPort: 9090}]'),
  ],
  ['it lists the port', service(), deployment('image: "web:2", args: [w], ports: [{containerPort: 8080}]')],
  ['it is started with the port', service(), deployment('image: "web:2", args: [--listen=:8080]')],
  ['it has no pods', service(), deployment('image: "web:2", args: [work]', 'replicas: 0')],
  ['they are of another namespace', service(), job('{name: web-migrate, namespace: other}')],
  ['the Service picks others', service().replace('app: web', 'app: web, role: web'), job()],
])('%s', (_, ...texts) => {
  expect(found(...texts).filter((it) => it.startsWith('ports/other-pods'))).toEqual([]);
});

test('of a worker that says nothing of the port, where the service does not either', () => {
  const { findings } = check(plain, workload([]), service(), deployment('image: "web:2", args: [work]'));
  expect(findings.map(({ rule }) => rule)).not.toContain('ports/other-pods');
});
