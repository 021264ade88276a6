/** `rehearse.yaml`: what it may say, and what follows where it says nothing. */
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { formatProblem } from '../../src/model/index.ts';
import { readRehearsal, readSettings, withDependencies } from '../../src/rehearse/workload/index.ts';
import { folderOf } from '../model/folder.ts';
import { deploymentOf } from './deployment-text.ts';

const deployment = deploymentOf(`      containers:
        - name: web
          image: web:1
          args: [serve]
          env:
            - { name: QUEUE_URL, value: amqp://elsewhere }
            - { name: DATABASE_URL_FILE, value: /secrets/db/url }
            - { name: CACHE_URL, valueFrom: { secretKeyRef: { name: cache, key: address } } }
          envFrom: [{ secretRef: { name: rest } }]
          volumeMounts: [{ name: secrets, mountPath: /secrets }]
      volumes:
        - name: secrets
          projected:
            sources: [{ secret: { name: database, items: [{ key: dsn, path: db/url }] } }]
`);

const web = 'containers: { web: { entrypoint: [sh] } }\n';

test('each fault is told with its line, and an unknown name with the nearest one', async () => {
  const text = `load:
  requestPerSecond: 10
  steps:
    - { path: products, kind: http3 }
containers:
  web: { entrypoint: [node, main.js], env: { PORT: 8080 } }
dependencies:
  database: { url: 'postgres://x/y', run: [postgres] }
`;
  const file = join(await folderOf({ 'rehearse.yaml': text }), 'rehearse.yaml');
  const error = (await readSettings(file).catch((it: unknown) => it)) as Error;
  expect(error.message.replaceAll(`${file}:`, '')).toMatch(
    new RegExp(
      [
        '2:3: load.requestPerSecond: unknown field; did you mean requestsPerSecond\\?',
        '4:9: load.steps\\[0\\].path: must begin with a slash',
        '4:25: load.steps\\[0\\].kind: must be one of http1, h2c, websocket, sse, upload',
        '6:46: containers.web.env.PORT: must be a text: put it in quotes',
      ].join('\\n  '),
    ),
  );
  expect(error.message).toContain('[SW_REHEARSAL_SETTINGS]');
});

test.each([
  ['dependencies:\n  db: {}\n', '2:3: dependencies.db: needs either url or run'],
  ['load: [', ':1:'],
  ['a: 1\n---\nb: 2\n', '1:1: a: unknown field'],
  ['- 1\n', 'must be an object'],
  ['load: { requestsPerSecond: 100001 }\n', '1:9: load.requestsPerSecond: must be <= 100000'],
  ['load: { steps: [{ path: /, bytes: 300000000 }] }\n', 'load.steps[0].bytes: must be <= 268435456'],
])('%j is refused', async (text, message) => {
  const folder = await folderOf({ 'rehearse.yaml': text });
  await expect(readSettings(folder)).rejects.toThrow(message);
});

test('a file that is named must be there; the one that is not named need not', async () => {
  const folder = await folderOf({});
  expect(await readSettings(folder)).toEqual({});
  await expect(readSettings(folder, join(folder, 'x.yaml'))).rejects.toThrow('SW_REHEARSAL_SETTINGS');
});

test('paths are relative to the file, and node is the Node that runs this', async () => {
  const text = `manifests: deploy
containers: { web: { entrypoint: [node, main.js], workingDir: app } }
dependencies: { db: { run: [node, db.js] } }
`;
  const folder = await folderOf({ 'rehearse.yaml': text });
  expect(await readSettings(folder)).toEqual({
    manifests: relative('.', join(folder, 'deploy')),
    containers: { web: { entrypoint: [process.execPath, 'main.js'], workingDir: join(folder, 'app') } },
    dependencies: { db: { run: [process.execPath, 'db.js'], workingDir: folder } },
  });
});

test('a missing Secret is refused with its place and what to say', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  const settingsFile = join(await folderOf({ 'rehearse.yaml': web }), 'rehearse.yaml');
  await expect(readRehearsal({ path, settingsFile })).rejects.toThrow(
    /Secret rest, which.*app\.yaml:17:\d+\).*`secrets: \{ rest: \{ KEY: … \} \}`.*SW_REFERENCE_MISSING/s,
  );
});

test('a missing Secret that is for an address is one of a dependency too', async () => {
  const envFrom = /envFrom.*/;
  const own = 'env: [{ name: DB_URL, valueFrom: { secretKeyRef: { name: db, key: DB_URL } } }]';
  const bare = deployment.replace(/env:\n(.*- \{.*\n)+/, `${own}\n`).replace(envFrom, '');
  const path = await folderOf({ 'app.yaml': bare });
  const settingsFile = join(await folderOf({ 'rehearse.yaml': web }), 'rehearse.yaml');
  await expect(readRehearsal({ path, settingsFile })).rejects.toThrow(
    /`secrets: \{ db: \{ DB_URL: … \} \}`, .*`dependencies: \{ NAME: \{ env: DB_URL, url: … \} \}`/,
  );
});

test('a dependency whose variable nobody states is refused: the program would not get its address', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  const settings = `${web}dependencies: { database: { run: [postgres] } }\n`;
  const settingsFile = join(await folderOf({ 'rehearse.yaml': settings }), 'rehearse.yaml');
  await expect(readRehearsal({ path, settingsFile })).rejects.toThrow(
    /which variable holds the address of database.*`dependencies: \{ database: \{ env: .*SW_REHEARSAL_SETTINGS/,
  );
});

test('the addresses of dependencies go where the program looks for them', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  const settings = `${web}dependencies:
  queue: { url: 'amqp://a/q', env: QUEUE_URL, critical: false }
  database: { url: 'postgres://a/b', env: DATABASE_URL }
  cache: { url: 'redis://a', env: CACHE_URL }
  search: { url: 'http://a', env: SEARCH_URL }
  mail: { url: 'smtp://a', env: { MAIL_HOST: '{host}', MAIL_PORT: '{port}' } }
`;
  const settingsFile = join(await folderOf({ 'rehearse.yaml': settings }), 'rehearse.yaml');
  await using rehearsal = await readRehearsal({ path, settingsFile });
  const { workload } = rehearsal;
  const { template, objects } = withDependencies(workload, {
    queue: 'amqp://proxy:1/q',
    database: 'postgres://proxy:2/b',
    cache: 'redis://proxy:3',
    search: 'http://proxy:4/',
    mail: 'smtp://proxy:5',
  });
  expect(template.spec.containers[0]?.env).toEqual([
    { name: 'QUEUE_URL', value: 'amqp://proxy:1/q' },
    { name: 'DATABASE_URL_FILE', value: '/secrets/db/url' },
    { name: 'CACHE_URL', valueFrom: { secretKeyRef: { name: 'cache', key: 'address' } } },
    { name: 'MAIL_HOST', value: 'proxy' },
    { name: 'MAIL_PORT', value: '5' },
  ]);
  expect(objects.map(({ kind, name, data }) => ({ kind, name, data }))).toEqual([
    { kind: 'Secret', name: 'database', data: { dsn: 'postgres://proxy:2/b' } },
    { kind: 'Secret', name: 'cache', data: { address: 'redis://proxy:3' } },
    { kind: 'Secret', name: 'rest', data: { SEARCH_URL: 'http://proxy:4/' } },
  ]);
  expect(workload.template.spec.containers[0]?.env?.[0]?.value).toBe('amqp://elsewhere');
  expect(workload.dependencies[0]).toMatchObject({ name: 'queue', critical: false });
});

test('a container that nobody knows a program for is refused with its place', async () => {
  const path = await folderOf({
    'app.yaml': deployment.replace(/ {10}envFrom.*\n/, ''),
    'rehearse.yaml': "secrets: { cache: { address: '' }, database: { dsn: '' } }\n",
  });
  await expect(readRehearsal({ path, manifests: join(path, 'app.yaml') })).rejects.toThrow(
    /container web, whose image is web:1 .*app\.yaml:10:\d+.*SW_PROGRAM_MISSING/s,
  );
});

test('a program named on the command line stands for the image, whatever rehearse.yaml says', async () => {
  const path = await folderOf({
    'app.yaml': deployment,
    'rehearse.yaml': `secrets: { cache: { address: '' }, database: { dsn: '' }, rest: {} }\n${web}`,
  });
  const program = { web: ['node', 'other.js', '--flag'] };
  await using rehearsal = await readRehearsal({ path, manifests: join(path, 'app.yaml'), program });
  expect(rehearsal.settings.containers?.['web']).toEqual({
    entrypoint: [process.execPath, 'other.js', '--flag'],
    workingDir: process.cwd(),
  });
});

test('a program for a container that is not there is refused with the names of those that are', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  const program = { wbe: ['node', 'main.js'] };
  await expect(readRehearsal({ path, program })).rejects.toThrow(
    /no container wbe; there are web \(--program\).*SW_COMMAND_USAGE/,
  );
});

test('an autoscaler that is not there is refused, whoever asks for one', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  await expect(readRehearsal({ path, autoscale: true })).rejects.toThrow(
    /no HorizontalPodAutoscaler of web \(--autoscale\).*SW_COMMAND_USAGE/,
  );
});

test('a workload without a pod is refused: nothing would be seen to fail', async () => {
  const path = await folderOf({ 'app.yaml': deployment });
  await expect(readRehearsal({ path, replicas: 0 })).rejects.toThrow(
    /web has no replica.*SW_WORKLOAD_MISSING/,
  );
});

test('manifests that are not there are told as that, not as what Kubernetes would refuse', async () => {
  const path = join(await folderOf({}), 'absent');
  await expect(readRehearsal({ path })).rejects.toThrow(/There is no .*absent\..*SW_WORKLOAD_MISSING/);
});

test('the file of a kustomization stands for its folder', async () => {
  const path = await folderOf({
    'kustomization.yaml': 'resources: [app.yaml]\nnamePrefix: my-\n',
    'app.yaml': deployment,
    'rehearse.yaml': `secrets: { cache: { address: '' }, database: { dsn: '' }, rest: {} }\n${web}`,
  });
  await using rehearsal = await readRehearsal({ path: join(path, 'kustomization.yaml') });
  expect(rehearsal.workload.name).toBe('my-web');
});

test('steps are taken from an OpenAPI document', async () => {
  const openapi = `openapi: 3.1.0
paths:
  /a: { get: {}, post: {} }
  /b/{id}: { get: {} }
  /c: { post: {} }
  /d: { get: { parameters: [{ in: query, name: q, required: true }] } }
  /e: { get: { parameters: [{ in: query, name: q }] } }
`;
  const path = await folderOf({
    'deploy/app.yaml': deployment,
    'openapi.yaml': openapi,
    'rehearse.yaml': `manifests: deploy
secrets: { database: { dsn: '' }, cache: { address: '' }, rest: {} }
load: { openapi: openapi.yaml }
${web}`,
  });
  await using rehearsal = await readRehearsal({ path });
  expect(rehearsal.settings.load?.steps).toEqual([{ path: '/a' }, { path: '/e' }]);
  expect(rehearsal.workload.unsupported.map(formatProblem)).toEqual([
    expect.stringMatching(/openapi\.yaml:2:1: paths: 2 of 4 GETs are not sent: \/b/),
  ]);
});

test('files that the rehearsal reads itself are not told as manifests that it leaves out', async () => {
  const path = await folderOf({
    'app.yaml': deployment,
    'openapi.yaml': 'openapi: 3.1.0\npaths: { /a: { get: {} } }\n',
    'other.yaml': 'a: 1\n',
    'rehearse.yaml': `secrets: { database: { dsn: '' }, cache: { address: '' }, rest: {} }
load: { openapi: openapi.yaml }
${web}`,
  });
  await using rehearsal = await readRehearsal({ path });
  expect(rehearsal.workload.unsupported.map(formatProblem)).toEqual([
    expect.stringMatching(/other\.yaml:1:1: no Kubernetes object/),
  ]);
});

test('an OpenAPI document that is not there is a fault of the settings', async () => {
  const path = await folderOf({
    'app.yaml': deployment,
    'rehearse.yaml': `secrets: { database: { dsn: '' }, cache: { address: '' }, rest: {} }
load: { openapi: absent.yaml }
${web}`,
  });
  await expect(readRehearsal({ path, manifests: join(path, 'app.yaml') })).rejects.toThrow(
    /load\.openapi cannot be read: ENOENT.*absent\.yaml.*SW_REHEARSAL_SETTINGS/,
  );
});

test('a command of the manifest that is the contract’s is left to the local program', async () => {
  const contract = `contractVersion: 1
name: web
version: 1.0.0
language: other
command: [/app/web]
ports: []
probes: {}
shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 }
config: []
`;
  const manifest = deploymentOf(`      initContainers:
        - { name: init, image: busybox, command: [sh, -c, 'true'] }
      containers:
        - { name: web, image: web, command: [/app/web, --port], args: ['80'] }
`);
  const path = await folderOf({
    'seaworthy.yaml': contract,
    'deploy/web.yaml': manifest,
    'rehearse.yaml': `manifests: deploy\n${web}`,
  });
  await using rehearsal = await readRehearsal({ path });
  const { initContainers, containers } = rehearsal.workload.template.spec;
  expect(containers[0]).toEqual({ name: 'web', image: 'web', args: ['--port', '80'] });
  expect(initContainers?.[0]?.command).toEqual(['sh', '-c', 'true']);
  expect(rehearsal.settings.containers).toMatchObject({ init: { entrypoint: ['sh', '-c', 'true'] } });
});

test('a command of the manifest runs in the folder of a service that has no contract: a bundle holds no file of that name', async () => {
  const manifest = deploymentOf(`      initContainers:
        - { name: migrate, image: web, command: [node, migrate.js] }
        - { name: init, image: busybox, command: [sh, -c, 'true'] }
      containers:
        - { name: web, image: web, command: [node, server.js] }
`);
  const path = await folderOf({
    'package.json': '{ "name": "web", "type": "module" }',
    'server.js': '',
    'deploy/web.yaml': manifest,
    'rehearse.yaml': 'manifests: deploy\n',
  });
  await using rehearsal = await readRehearsal({ path });
  expect(rehearsal.settings.containers).toEqual({
    migrate: { entrypoint: ['node', 'migrate.js'], workingDir: path },
    init: { entrypoint: ['sh', '-c', 'true'] },
    web: { entrypoint: ['node', 'server.js'], workingDir: path },
  });
});
