/** Variables as the kubelet and the runtime read them. */
import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const onRuntime = (...config: ConfigEntry[]): ServiceContract => ({
  ...plain,
  language: 'node',
  runtime: '@seaworthy/runtime 0.1.0',
  config,
});
const greeting: ConfigEntry = { env: 'HOUSE_GREETING', type: 'string', required: true };
const retries: ConfigEntry = { env: 'RETRIES', type: 'integer', required: false };

const configFile = (path: string) => `env: [{name: CONFIG_FILE, value: ${path}}]`;
const mount = (text: string) => `volumeMounts: [{name: c, ${text}}]`;
const volume = (text: string) => `volumes: [{name: c, ${text}}]`;
const configMap = (text: string, key = 'app.yaml') => `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  ${key}: ${JSON.stringify(text)}
`;
const inDirectory = [configFile('/etc/app/app.yaml'), mount('mountPath: /etc/app')];
const fromConfigMap = volume('configMap: {name: settings}');

test.each([
  ['from a Secret', inDirectory, volume('secret: {secretName: settings}')],
  [
    'projected',
    inDirectory,
    volume('projected: {sources: [{configMap: {name: settings, items: [{key: app.yaml, path: app.yaml}]}}]}'),
  ],
  [
    'projected from two ConfigMaps',
    inDirectory,
    volume('projected: {sources: [{configMap: {name: settings}}, {configMap: {name: more}}]}'),
  ],
  [
    'alone, by subPath',
    [configFile('/etc/app.yaml'), mount('mountPath: /etc/app.yaml, subPath: app.yaml')],
    fromConfigMap,
  ],
  [
    'with a slash at the end',
    [configFile('/etc/app/app.yaml'), mount('mountPath: /etc/app/')],
    fromConfigMap,
  ],
  [
    'under another name',
    [configFile('/etc/app/x'), mount('mountPath: /etc/app')],
    volume('configMap: {name: settings, items: [{key: app.yaml, path: x}]}'),
  ],
  ['from a ConfigMap that is elsewhere', inDirectory, volume('configMap: {name: elsewhere}')],
  ['in the image', [configFile('/etc/app/app.yaml')], 'volumes: []'],
])('a value in the config file that is mounted %s is not missing', (_, container, pod) => {
  const text = configMap('houseGreeting: hello');
  expect(check(onRuntime(greeting), workload(container, [pod]), text)).toMatchObject({
    problems: [],
    rules: [],
  });
});

test('a value that the mounted file does not hold is missing', () => {
  const text = configMap('other: hello');
  const { rules } = check(onRuntime(greeting), workload(inDirectory, [fromConfigMap]), text);
  expect(rules).toEqual(['configuration/missing']);
});

test('what production requires is missing, unless the program may keep to embedded stores', () => {
  const cache = { env: 'REDIS_URL', type: 'url', required: false, requiredInProduction: true } as const;
  const { findings } = check(onRuntime(cache), workload());
  expect(findings).toMatchObject([
    {
      rule: 'configuration/missing',
      message: 'REDIS_URL is not set, and in Kubernetes the service does not start without it',
    },
  ]);
  const set = workload(['env: [{name: REDIS_URL, value: "redis://cache"}]']);
  expect(check(onRuntime(cache), set).rules).toEqual([]);
  expect(check(onRuntime(cache), workload(['args: [--allow-embedded]'])).rules).toEqual([]);
  const byShell = (script: string) =>
    check(onRuntime(cache), workload([`command: ${JSON.stringify(['sh', '-c', script])}`])).rules;
  expect(byShell('exec node main.js --allow-embedded')).toEqual([]);
  expect(byShell("node main.js '--allow-embedded'; sleep 1")).not.toContain('configuration/missing');
  expect(byShell('node main.js --no--allow-embedded --allow-embedded-stores')).toContain(
    'configuration/missing',
  );
  const required = { ...cache, required: true };
  expect(check(onRuntime(required), workload(['args: [--allow-embedded]'])).rules).toEqual([
    'configuration/missing',
  ]);
});

test('values in the mounted file are checked where the environment has none', () => {
  const { findings } = check(
    onRuntime(retries),
    workload(inDirectory, [fromConfigMap]),
    configMap('retries: lots'),
  );
  expect(findings).toMatchObject([
    { rule: 'configuration/value', object: 'ConfigMap settings', path: 'data["app.yaml"]' },
  ]);
  const shadowed = [
    'env: [{name: CONFIG_FILE, value: /etc/app/app.yaml}, {name: RETRIES, value: "3"}]',
    mount('mountPath: /etc/app'),
  ];
  expect(
    check(onRuntime(retries), workload(shadowed, [fromConfigMap]), configMap('retries: lots')).rules,
  ).toEqual([]);
  expect(
    check(onRuntime(retries), workload(inDirectory, [fromConfigMap]), configMap('RETRIES: 3')).rules,
  ).toEqual([]);
  const version: ConfigEntry = { env: 'API', type: 'enum', values: ['1.10'], required: false };
  expect(
    check(onRuntime(version), workload(inDirectory, [fromConfigMap]), configMap('api: 1.10')).rules,
  ).toEqual([]);
});

test('an empty text is as good as none', () => {
  const empty = workload(['env: [{name: RETRIES, value: ""}, {name: HOUSE_GREETING, value: ""}]']);
  expect(check(onRuntime(retries, greeting), empty).rules).toEqual([]);
  const { findings } = check(onRuntime({ ...retries, required: true }, greeting), empty);
  expect(findings).toMatchObject([
    { rule: 'configuration/missing', message: expect.stringContaining('RETRIES is empty') },
  ]);
});

test('a value is what the kubelet makes of its references', () => {
  const contract = onRuntime(
    { env: 'PEER', type: 'url', required: false },
    { env: 'DATABASE_URL', type: 'url', required: false, secret: true },
  );
  const env = (...entries: string[]) => workload([`env: [${entries.join(', ')}]`]);
  const known = env(
    '{name: NODE_HOST, value: 10.0.0.1}',
    '{name: PEER, value: "http://$(NODE_HOST):$(GO_PORT)/"}',
    '{name: NODE_X, value: "$$(PEER)"}',
  );
  expect(check(contract, known).rules).toEqual([]);
  expect(check(contract, known.replace('$(GO_PORT)', '80')).rules).toEqual([]);
  expect(
    check(contract, known.replace('http://$(NODE_HOST):$(GO_PORT)/', '$(NODE_HOST)')).findings,
  ).toMatchObject([{ rule: 'configuration/value', message: expect.stringContaining('"10.0.0.1"') }]);
  const secret = env(
    '{name: NODE_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}',
    '{name: DATABASE_URL, value: "postgres://shop:$(NODE_PASSWORD)@db/shop"}',
  );
  expect(check(contract, secret).rules).toEqual([]);
});

test.each([
  ['another variable', 'env: [{name: PART, value: a}, {name: HOUSE_GREETING, value: "x$(PART)y"}]', []],
  ['the command', 'command: [/web, --part=$(PART)]', []],
  ['a script', 'command: [sh, -c, "exec /web --part=${PART}"]', []],
  ['a hook', 'lifecycle: {preStop: {exec: {command: [sh, -c, "leave $PART; sleep 1"]}}}', []],
  ['the name of a folder', 'volumeMounts: [{name: c, mountPath: /c, subPathExpr: $(PART)}]', []],
  ['a text that only looks so', 'command: [/web, $$(PART), $PARTS]', ['configuration/unknown']],
])('a variable that %s is put together of is not unknown', (_, line, unknown) => {
  const env = line.startsWith('env') ? [] : ['env: [{name: PART, value: a}]'];
  const { rules } = check({ ...plain, config: [greeting] }, workload([...env, line]));
  expect(rules.filter((rule) => rule === 'configuration/unknown')).toEqual(unknown);
});

test.each([
  ['reads a file', 'command: [sh, -c, ". /vault/secrets/env && exec /service"]', []],
  ['runs a script', 'command: [/bin/sh, /entrypoint.sh]', []],
  ['states some', 'command: [bash, -c, "HOUSE_GREETING=hello exec /service"]', []],
  ['is another program\u2019s', 'command: [doppler, run, --, /service]', []],
  ['has nothing to do with it', 'command: [sh, -c, "exec /service"]', ['configuration/missing']],
  ['is the program\u2019s own', 'command: [/service]', ['configuration/missing']],
  ['is the image\u2019s', 'tty: false', ['configuration/missing']],
])('a variable is missing unless the start may bring it: it %s', (_, line, rules) => {
  const contract = { ...plain, config: [greeting] };
  expect(check(contract, workload([line])).rules).toEqual(rules);
  const injected = workload([line]).replace(
    '{labels: {app: web}}',
    '{labels: {app: web}, annotations: {vault.hashicorp.com/agent-inject: "true"}}',
  );
  expect(check(contract, injected).rules).toEqual([]);
});

test('of several variables the nearest is asked for, and none that is far', () => {
  const config = ['SHOP_POOL', 'SHOP_PORTS', 'SHOP_PATH'].map(
    (env) => ({ env, type: 'string', required: false }) as const,
  );
  const fixOf = (name: string) =>
    check({ ...plain, config }, workload([`env: [{name: ${name}, value: a}]`])).findings[0]?.fix;
  expect(fixOf('SHOP_PORT')).toBe('Is SHOP_PORTS meant?');
  expect(fixOf('SHOPPATH')).toBe('Is SHOP_PATH meant?');
  expect(fixOf('OTHER_THING')).toBe('Take it out, or add it to the contract.');
});

test('what a platform and its clients read is not unknown', () => {
  const env = [
    'AWS_REGION',
    'GOOGLE_CLOUD_PROJECT',
    'AZURE_TENANT_ID',
    'PGHOST',
    'DD_SERVICE',
    'DT_RELEASE_VERSION',
    'SIGNALFX_SERVICE_NAME',
    'DOPPLER_TOKEN',
    'DAPR_HTTP_PORT',
  ];
  const text = workload([`env: [${env.map((name) => `{name: ${name}, value: a}`).join(', ')}]`]);
  expect(check(onRuntime(), text).rules).toEqual([]);
  expect(check(onRuntime(), text.replace('PGHOST', 'PAGE_SIZE')).rules).toEqual(['configuration/unknown']);
});

test.each([
  ['API_KEY', 'hunter2', ['configuration/secret-in-plain-text']],
  ['API_KEY', '', []],
  ['WEB_PORT', '65535', []],
  ['WEB_PORT', '65536', ['configuration/value']],
])('%s is "%s"', (name, value, rules) => {
  const config: ConfigEntry[] = [
    { env: 'API_KEY', type: 'string', required: false, secret: true },
    { env: 'WEB_PORT', type: 'port', required: false },
  ];
  const env = `env: [{name: ${name}, value: "${value}"}]`;
  expect(check({ ...plain, config }, workload([env])).rules).toEqual(rules);
});

test.each([
  ['no YAML', configMap('a: [')],
  ['a list', configMap('- a')],
  ['two documents', configMap('a: 1\n---\na: 2')],
  ['under another key', configMap('houseGreeting: hello', 'other.yaml')],
])('a mounted file that is %s keeps the service from starting', (_, text) => {
  expect(check(onRuntime(greeting), workload(inDirectory, [fromConfigMap]), text).rules).toEqual([
    'configuration/file',
  ]);
});

test('what is no text in the ConfigMap may be the file all the same', () => {
  const text = configMap('a: 1', 'other.yaml') + 'binaryData: {app.yaml: aGk=}\n';
  const { rules } = check(onRuntime(greeting), workload(inDirectory, [fromConfigMap]), text);
  expect(rules).toEqual([]);
});

test('a variable is judged by the key of a ConfigMap that it is taken from, and none of the pod is unknown', () => {
  const from = (name: string, source: string) => workload([`env: [{name: ${name}, valueFrom: {${source}}}]`]);
  const key = 'configMapKeyRef: {name: settings, key: app.yaml}';
  const rules = (pod: string, text = '3') => check(onRuntime(retries), pod, configMap(text)).rules;
  expect(rules(from('RETRIES', key))).toEqual([]);
  expect(rules(from('RETRIES', key), 'lots')).toEqual(['configuration/value']);
  expect(rules(from('OTHER', key))).toEqual(['configuration/unknown']);
  expect(rules(from('OTHER', 'secretKeyRef: {name: s, key: k}'))).toEqual(['configuration/unknown']);
  expect(rules(from('OTHER', 'fieldRef: {fieldPath: metadata.name}'))).toEqual([]);
});

test.each(['', '# nothing', 'houseGreeting: "{{ name }}"'])('a mounted file of %j is one', (text) => {
  const { rules } = check(onRuntime(retries), workload(inDirectory, [fromConfigMap]), configMap(text));
  expect(rules.filter((rule) => rule === 'configuration/file')).toEqual([]);
});

test('to put a secret that is missing into a file is advice for a service on our runtime alone', () => {
  const token: ConfigEntry = { env: 'TOKEN', type: 'string', required: true, secret: true };
  const fixOf = (contract: ServiceContract) =>
    check(contract, workload(['env: []'])).findings.find(({ rule }) => rule === 'configuration/missing')?.fix;
  expect(fixOf(onRuntime(token))).toBe('Set it by secretKeyRef, or TOKEN_FILE to a mounted file.');
  expect(fixOf({ ...plain, config: [token] })).toBe('Set it by secretKeyRef.');
});
