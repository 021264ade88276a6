/** Each way in which a hand can bring a manifest out of step with the contract, and what the check says of it. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { checkManifests } from '../../../src/manifests/index.ts';
import { check, plain, workload } from '../check-text.ts';
import { pinger, shop } from '../contracts.ts';
import { readGenerated, type Edits } from '../read-generated.ts';

const deployment = 'base/deployment.yaml';
const inDeployment = (find: string | RegExp, replacement: string): Edits => ({
  [deployment]: [[find, replacement]],
});
const production = 'overlays/production/kustomization.yaml';
const literal = (text: string): Edits => ({ [production]: [['literals: []', `literals: ["${text}"]`]] });

const cases: readonly (readonly [string, ServiceContract, Edits, string, RegExp])[] = [
  [
    'a shorter grace period',
    shop,
    inDeployment(/terminationGracePeriodSeconds: 30/, 'terminationGracePeriodSeconds: 20'),
    'shutdown/killed-early',
    /leaves 20 s after SIGTERM, but the process counts on 30 s/,
  ],
  [
    'a grace period without time for work',
    shop,
    inDeployment(/terminationGracePeriodSeconds: 30/, 'terminationGracePeriodSeconds: 5'),
    'shutdown/no-time-for-work',
    /leaves -1 s/,
  ],
  [
    'a preStop that the process does not know of',
    shop,
    inDeployment(/( +)readinessProbe:/, '$1lifecycle: {preStop: {sleep: {seconds: 10}}}\n$1readinessProbe:'),
    'shutdown/killed-early',
    /grace 30 s − preStop 10 s leaves 20 s/,
  ],
  [
    'no preStop for a program that stops at once',
    pinger,
    inDeployment(/ +lifecycle:[^]*?seconds: 5\n/, ''),
    'shutdown/stops-listening-at-once',
    /stops listening at SIGTERM/,
  ],
  [
    'a liveness probe that asks for readiness',
    shop,
    inDeployment('path: /livez', 'path: /readyz'),
    'probes/readiness-as-liveness',
    /an outage of a dependency would restart every pod/,
  ],
  [
    'a readiness probe on a path that is not there',
    shop,
    inDeployment('path: /readyz', 'path: /health'),
    'probes/readiness-path',
    /asks \/health, which is not among/,
  ],
  [
    'a probe on another port',
    shop,
    inDeployment(/path: \/readyz\n +port: admin/, 'path: /readyz\n              port: http'),
    'probes/readiness-port',
    /asks on port 8080; the program answers on 9090/,
  ],
  [
    'no readiness probe',
    pinger,
    inDeployment(/ +readinessProbe:[^]*?successThreshold: 1\n/, ''),
    'probes/no-readiness',
    /before the service is ready/,
  ],
  [
    'no startup probe',
    shop,
    inDeployment(/ +startupProbe:[^]*?failureThreshold: 300\n/, ''),
    'probes/no-startup',
    /longer than 30 s/,
  ],
  [
    'a variable that is not read',
    shop,
    literal('SHOP_CONECTIONS=20'),
    'configuration/unknown',
    /does not read SHOP_CONECTIONS/,
  ],
  [
    'a value of the wrong type',
    shop,
    literal('SHOP_CONNECTIONS=many'),
    'configuration/value',
    /"many", and an integer is expected/,
  ],
  [
    'a value that is not allowed',
    shop,
    literal('SHOP_MODE=quick'),
    'configuration/value',
    /one of fast, safe/,
  ],
  [
    'a secret in plain text',
    shop,
    literal('REDIS_URL=redis://:hunter2@redis'),
    'configuration/secret-in-plain-text',
    /REDIS_URL is a secret/,
  ],
  [
    'a reloadable value in the environment',
    shop,
    literal('LOG_LEVEL=debug'),
    'configuration/shadowed',
    /the environment wins/,
  ],
  [
    'a needed variable that is not set',
    shop,
    inDeployment(/(.*)- name: DATABASE_URL_FILE\n.*\n(?![^]*- name: DATABASE_URL_FILE)/, ''),
    'configuration/missing',
    /DATABASE_URL is not set, and a critical dependency/,
  ],
  [
    'another port in the environment',
    shop,
    literal('PORT=8081'),
    'ports/number',
    /is 8080 here, but the process listens on 8081/,
  ],
  [
    'a Service to a port without a name',
    shop,
    { 'base/service.yaml': [['targetPort: http', 'targetPort: web']] },
    'ports/target',
    /no container port is named web/,
  ],
  [
    'a Service to a port where nobody listens',
    shop,
    { 'base/service.yaml': [['targetPort: http', 'targetPort: 3000']] },
    'ports/target',
    /port 3000, where the process does not listen/,
  ],
  [
    'a Service that selects nothing',
    shop,
    { 'base/service.yaml': [[/selector:\n +app.kubernetes.io\/name: shop/, 'selector: {app: shop}']] },
    'ports/selector',
    /app=shop, which the pods do not carry/,
  ],
  [
    'less memory than stated',
    shop,
    // The request and the limit of the last container.
    inDeployment(
      /memory: 400Mi((?:(?!memory: )[^])*limits:\n(?:(?!memory: )[^])*)memory: 400Mi(?![^]*memory: 400Mi)/,
      'memory: 300Mi$1memory: 300Mi',
    ),
    'resources/memory-limit',
    /is 300Mi, and the contract says 400Mi/,
  ],
  [
    'a GOMEMLIMIT above the limit',
    pinger,
    inDeployment('value: 115MiB', 'value: 1GiB'),
    'resources/memory-setting',
    /GOMEMLIMIT=1GiB is 800 % of the memory limit of 128Mi/,
  ],
  [
    'more threads than CPU',
    pinger,
    inDeployment(
      /(- name: GOMAXPROCS)\n +valueFrom:[^]*?divisor: "?1"?\n/,
      '$1\n              value: "16"\n',
    ),
    'resources/gomaxprocs',
    /GOMAXPROCS=16 threads share 1.5 CPU/,
  ],
  [
    'a shell as PID 1',
    shop,
    inDeployment(/( +)readinessProbe:/, '$1command: [sh, -c, node main.js]\n$1readinessProbe:'),
    'container/shell-as-pid-1',
    /sh runs as PID 1/,
  ],
  [
    'another command',
    shop,
    inDeployment(/( +)readinessProbe:/, '$1command: [node, other.js]\n$1readinessProbe:'),
    'container/command',
    /\["node","other.js"\], and the contract says/,
  ],
  [
    'a path that cannot be written',
    shop,
    inDeployment(/ +- name: writable-tmp\n +mountPath: \/tmp\n(?![^]*mountPath: \/tmp)/, ''),
    'container/read-only-path',
    /writes to \/tmp/,
  ],
  [
    'no migration',
    shop,
    inDeployment(/ +initContainers:[^]*?(?= +containers:)/, ''),
    'container/no-migration',
    /old schema/,
  ],
  [
    'replicas beside an autoscaler',
    shop,
    inDeployment('revisionHistoryLimit: 5', 'revisionHistoryLimit: 5\n  replicas: 3'),
    'replicas/set-beside-autoscaler',
    /back to 3/,
  ],
  [
    'a budget that blocks every drain',
    shop,
    { 'components/availability/disruption-budget.yaml': [['maxUnavailable: 1', 'minAvailable: 100%']] },
    'replicas/budget-blocks',
    /minAvailable 100% of at least 3/,
  ],
  [
    'an autoscaler without a request',
    pinger,
    { ...inDeployment(/ +resources:[^]*?(?= +securityContext:\n +allowPriv)/, '') },
    'replicas/no-request',
    /it never scales/,
  ],
];

test.each(cases)('%s', async (_, contract, edits, rule, message) => {
  const { objects, problems, folder } = await readGenerated({ contract }, edits);
  expect(problems).toEqual([]);
  const found = checkManifests(contract, objects);
  expect(found.map((it) => it.rule)).toEqual([rule]);
  expect(found[0]?.message).toMatch(message);
  expect(found[0]?.fix).not.toBe('');
  // The place is one of the files that were edited, or the container that lacks something.
  const file = relative(folder, found[0]?.position?.file ?? '');
  expect([...Object.keys(edits), deployment]).toContain(file);
  const lines = (await readFile(`${folder}/${file}`, 'utf8')).split('\n');
  expect(found[0]?.position?.line).toBeLessThanOrEqual(lines.length);
});

test('manifests of another service are told', () => {
  expect(checkManifests(shop, [])).toMatchObject([{ rule: 'workload/missing' }]);
});

test('of several workloads none is taken for the service that has not its name, the only one is', () => {
  const others = ['a', 'b'].map((name) => workload([], [], name));
  expect(check(plain, ...others).rules).toEqual(['workload/missing']);
  expect(check(plain, workload([], [], 'a')).rules).toEqual([]);
  expect(check(plain, ...others, workload()).rules).toEqual([]);
});
