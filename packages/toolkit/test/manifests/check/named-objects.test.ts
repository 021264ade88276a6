/** Objects that a workload names, and which are called otherwise. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const found = (...texts: string[]) =>
  check(plain, ...texts).findings.map(({ rule, path, fix }) => `${rule} ${path}: ${fix}`);
const peers = (name: string, fields = 'clusterIP: None') => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${fields}, selector: {app: web}, ports: [{port: 8080}]}
`;
const named = (serviceName: string) =>
  workload()
    .replace('kind: Deployment', 'kind: StatefulSet')
    .replace('\nspec:\n', `\nspec:\n  ${serviceName}\n`);

test('a StatefulSet names the headless Service of its pods', () => {
  const told = ['ports/no-service spec.serviceName: Name the headless Service web-peers.'];
  expect(found(named('serviceName: web-peer'), peers('web-peers'))).toEqual(told);
  for (const sound of ['serviceName: web-peers', 'serviceName: ""', ''])
    expect(found(named(sound), peers('web-peers'))).toEqual([]);
  // It may be elsewhere, or another one be meant.
  expect(found(named('serviceName: web-peer'))).toEqual([]);
  expect(found(named('serviceName: web-peer'), peers('web', 'type: ClusterIP'))).toEqual([]);
  expect(found(named('serviceName: web'), peers('web', 'type: ClusterIP'), peers('web-peers'))).toEqual([]);
});

const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;
const runsAs = (name: string, own = 'web') => workload([], [`serviceAccountName: ${name}`], own);

test('pods name the ServiceAccount that is made for them', () => {
  const told = (name: string) => [
    `container/no-service-account spec.template.spec.serviceAccountName: Name the ServiceAccount ${name}.`,
  ];
  expect(found(runsAs('web-runner'), account('web'))).toEqual(told('web'));
  expect(found(runsAs('web-runer'), account('web-runner'))).toEqual(told('web-runner'));
  for (const others of [[account('web-runner')], [], [account('deployer')]])
    expect(found(runsAs('web-runner'), ...others)).toEqual([]);
  expect(found(workload(), account('web'))).toEqual([]);
  // It is another one's.
  expect(found(runsAs('web-runner'), account('web'), runsAs('web', 'worker'))).toEqual([]);
});
