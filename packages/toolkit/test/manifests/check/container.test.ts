/** What passes SIGTERM on to the program, and what does not. */
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { check, plain, workload } from '../check-text.ts';

const web: ServiceContract = { ...plain, command: ['node', 'main.js'] };
const rules = (...container: string[]) => check(web, workload(container)).rules;

test.each([
  'command: [sh, -c, exec node main.js]',
  'command: [/bin/sh, -ec, "./prepare && exec node main.js"]',
  'command: [sh, /entrypoint.sh]',
  'command: [/sbin/tini, --, node, main.js]',
  'command: [tini, -g, --, node, main.js]',
  'command: [dumb-init, node, main.js]',
  'command: [tini, -p, SIGTERM, node, main.js]',
  'command: [tini, --, sh, -c, node main.js]',
  'command: [bash, -c, node main.js]',
  'command: [/bin/ash, -c, node main.js --port=$PORT]',
  'command: [bash, -c, "node main.js --port=${PORT} --host=$(HOST)"]',
  'command: [node, --enable-source-maps, main.js]',
  'command: [node, --import, ./tracing.js, ./main.js]',
  'command: [/usr/local/bin/node, /app/main.js]',
  'command: [doppler, run, --, node, main.js]',
  'command: [gosu, app, node, main.js]',
])('%s', (command) => {
  expect(rules(command)).toEqual([]);
});

test.each([
  ['command: [sh, -c, node main.js]', 'container/shell-as-pid-1'],
  ['command: [sh, -c, ./executor]', 'container/shell-as-pid-1'],
  ['command: [bash, -c, ./prepare && node main.js]', 'container/shell-as-pid-1'],
  ['command: [bash, -c, "while true; do node main.js; done"]', 'container/shell-as-pid-1'],
  ['command: [dash, -c, node main.js]', 'container/shell-as-pid-1'],
  ['command: [npm, start]', 'container/shell-as-pid-1'],
  ['command: [npx, node, main.js]', 'container/shell-as-pid-1'],
  ['command: [tini, --, node, other.js]', 'container/command'],
  ['command: [node, --enable-source-maps, dist/main.js]', 'container/command'],
  ['command: [node, worker.js, main.js]', 'container/command'],
  ['command: [doppler, run, --, node, worker.js]', 'container/command'],
])('%s: %s', (command, rule) => {
  expect(rules(command)).toEqual([rule]);
});

test('of two containers without the service\u2019s name the one that has a variable of its ports runs it', () => {
  const pod = workload([], [], 'main');
  const limits = 'resources: {limits: {memory: 100Mi}}';
  const own = (name: string) =>
    `        - {name: own, image: o, ${limits}, env: [{name: ${name}, value: a}, {name: GOMEMLIMIT, value: 1GiB}]}\n`;
  expect(check(web, `${pod}${own('PORT')}`).rules).toContain('resources/memory-setting');
  expect(check(web, `${pod}${own('OTHER')}`).rules).toEqual([]);
});

test('the command goes on in the arguments', () => {
  expect(rules('command: [node]', 'args: [main.js]')).toEqual([]);
  expect(rules('command: [node]', 'args: [other.js]')).toEqual(['container/command']);
});

test.each([
  ['an emptyDir', 'emptyDir: {}', 'mountPath: /data', []],
  ['an emptyDir above it', 'emptyDir: {}', 'mountPath: /', []],
  ['an emptyDir with a slash at the end', 'emptyDir: {}', 'mountPath: /data/', []],
  ['an emptyDir beside it', 'emptyDir: {}', 'mountPath: /dat', ['container/read-only-path']],
  [
    'an emptyDir that is mounted to be read',
    'emptyDir: {}',
    'mountPath: /data, readOnly: true',
    ['container/read-only-path'],
  ],
  ['a ConfigMap', 'configMap: {name: c}', 'mountPath: /data', ['container/read-only-path']],
  ['a projected volume', 'projected: {sources: []}', 'mountPath: /data', ['container/read-only-path']],
  ['the pod\u2019s own fields', 'downwardAPI: {items: []}', 'mountPath: /data', ['container/read-only-path']],
  ['a Secret', 'secret: {secretName: s}', 'mountPath: /data', ['container/read-only-path']],
])('with a read-only root the program can write to /data by %s', (_, volume, mount, expected) => {
  const contract: ServiceContract = { ...web, writablePaths: ['/data'] };
  const mounts = `volumeMounts: [{name: v, ${mount}}]`;
  const pod = [`volumes: [{name: v, ${volume}}]`];
  const readOnly = 'securityContext: {readOnlyRootFilesystem: true}';
  expect(check(contract, workload([readOnly, mounts], pod)).rules).toEqual(expected);
  expect(check(contract, workload([mounts], pod)).rules).toEqual([]);
});

test('a migration may be run by a shell or an init', () => {
  const contract: ServiceContract = { ...web, migrateCommand: ['node', 'main.js', 'migrate'] };
  const found = (command: string) =>
    check(contract, workload([], [`initContainers: [{name: m, image: web, command: ${command}}]`])).rules;
  expect(found('[sh, -c, sleep 1 && node main.js migrate]')).toEqual([]);
  expect(found('[tini, --, node, main.js, migrate]')).toEqual([]);
  expect(found('[sh, -c, node main.js]')).toEqual(['container/no-migration']);
});

test('a hook of Argo CD, which is named when it is created, may migrate', () => {
  const contract: ServiceContract = { ...web, migrateCommand: ['node', 'main.js', 'migrate'] };
  const job = (generateName: string, script: string) => `apiVersion: batch/v1
kind: Job
metadata: {generateName: ${generateName}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: m, image: web, command: [node, ${script}]}]}}}
`;
  const migrating = job('migrate-', 'main.js, migrate');
  expect(check(contract, workload(), migrating, job('migrate-', 'seed.js'))).toMatchObject({
    rules: [],
    problems: [],
  });
  expect(check(contract, workload(), job('seed-', 'seed.js')).rules).toEqual(['container/no-migration']);
  expect(check(contract, workload(), job('Migrate_', 'main.js, migrate')).problems).toEqual([
    expect.stringContaining('metadata.name: it must be a DNS name'),
  ]);
});

test.each(['[npm, run, migrate]', '[sh, -c, npm run migrate]', '[sh, /migrate.sh]'])(
  'what the init container %s does is not known',
  (command) => {
    const contract: ServiceContract = { ...web, migrateCommand: ['node', 'main.js', 'migrate'] };
    const init = `initContainers: [{name: m, image: web, command: ${command}}]`;
    expect(check(contract, workload([], [init])).rules).toEqual([]);
  },
);

test('the service\u2019s own container may migrate before it starts', () => {
  const contract: ServiceContract = { ...web, migrateCommand: ['node', 'main.js', 'migrate'] };
  const found = (script: string) => check(contract, workload([`command: [sh, -c, ${script}]`])).rules;
  expect(found('node main.js migrate && exec node main.js')).toEqual([]);
  expect(found('sleep 1 && exec node main.js')).toEqual(['container/no-migration']);
});
